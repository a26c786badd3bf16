#include "example_rows.h"
#include "store_contract.h"

#include "support/expect_error.h"

/// Keys, gold cases, evaluations, usage and audit.
namespace laurel {
namespace {

class TablesContract : public StoreContract {
  protected:
    void SetUp() override {
        publish("leg", 1);
        publish("leg", 2);
        publish("thigh", 1);
        write([](MetadataWriter& writer) { writer.keys().add(exampleKey("key")); });
    }
};

TEST_P(TablesContract, keepsKeys) {
    KeyRecord older = exampleKey("older");
    older.role = Role::Admin;
    older.models.clear();
    older.createdMs = 5;
    write([&](MetadataWriter& writer) { writer.keys().add(older); });
    reopen();
    {
        const auto reader = store_->beginRead();
        EXPECT_EQ(reader->keys().find("key"), exampleKey("key"));
        EXPECT_EQ(reader->keys().all(), (std::vector<KeyRecord>{older, exampleKey("key")}));
        EXPECT_FALSE(reader->keys().find("absent"));
    }
    write([&](MetadataWriter& writer) {
        expectError(ErrorCode::AlreadyExists, "older", [&] { writer.keys().add(older); });
        EXPECT_TRUE(writer.keys().revoke("older", 6));
        EXPECT_FALSE(writer.keys().revoke("older", 7));
        expectError(ErrorCode::NotFound, "absent", [&] { writer.keys().revoke("absent", 6); });
    });
    EXPECT_EQ(store_->beginRead()->keys().find("older")->revokedMs, 6);
}

TEST_P(TablesContract, keepsTheLineageOfVersions) {
    const Contribution contribution = exampleContribution(1);
    PublishedVersion merged = exampleVersion("leg", 3);
    merged.action = VersionAction::Merge;
    merged.parents = {1, 2};
    merged.contributionId = contribution.id;
    merged.alpha = 0.1 + 0.2;
    merged.staleness = 1;
    PublishedVersion back = exampleVersion("leg", 4);
    back.action = VersionAction::Rollback;
    back.parents = {1};
    write([&](MetadataWriter& writer) {
        writer.contributions().add(contribution);
        writer.addVersion(merged);
        writer.addVersion(back);
    });
    reopen();
    EXPECT_EQ(store_->beginRead()->version("leg", 3), merged);
    EXPECT_EQ(store_->beginRead()->versions("leg").back(), back);

    const auto writer = store_->beginWrite();
    PublishedVersion orphan = exampleVersion("leg", 6);
    orphan.parents = {5};
    expectError(ErrorCode::NotFound, "version 5", [&] { writer->addVersion(orphan); });
    orphan = exampleVersion("leg", 7);
    orphan.contributionId = "absent";
    expectError(ErrorCode::NotFound, "absent", [&] { writer->addVersion(orphan); });
}

TEST_P(TablesContract, keepsGoldCasesAfterTheirRemoval) {
    write([](MetadataWriter& writer) {
        writer.gold().add(exampleGold("b"));
        writer.gold().add(exampleGold("a"));
        writer.gold().add(exampleGold("c", "thigh"));
        expectError(ErrorCode::AlreadyExists, "\"a\"",
                    [&] { writer.gold().add(exampleGold("a")); });
        expectError(ErrorCode::NotFound, "\"arm\"",
                    [&] { writer.gold().add(exampleGold("d", "arm")); });
    });
    reopen();
    EXPECT_EQ(store_->beginRead()->gold().cases("leg"),
              (std::vector<GoldCase>{exampleGold("a"), exampleGold("b")}));
    EXPECT_EQ(store_->beginRead()->gold().models(), (std::vector<std::string>{"leg", "thigh"}));
    write([](MetadataWriter& writer) {
        writer.gold().remove("a", 5);
        writer.gold().remove("c", 5);
        expectError(ErrorCode::NotFound, "\"a\"", [&] { writer.gold().remove("a", 6); });
        expectError(ErrorCode::NotFound, "\"d\"", [&] { writer.gold().remove("d", 6); });
    });
    const auto reader = store_->beginRead();
    EXPECT_EQ(reader->gold().cases("leg"), std::vector<GoldCase>{exampleGold("b")});
    EXPECT_EQ(reader->gold().find("a"), exampleGold("a"));
    EXPECT_EQ(reader->gold().models(), std::vector<std::string>{"leg"});
    EXPECT_FALSE(reader->gold().find("d"));
}

class EvaluationTableContract : public TablesContract {
  protected:
    const std::string set = std::string(64, '1');
    const std::string otherSet = std::string(64, '2');

    VersionEvaluation evaluation(std::int64_t version, double mean,
                                 std::map<std::string, double> labels) const {
        return {"leg", version, set, mean, {{"a", "t1", {{"Soleus_L", mean}}}}, std::move(labels)};
    }
};

TEST_P(EvaluationTableContract, keepsTheFirstOfAVersionOnASet) {
    const VersionEvaluation first = evaluation(1, 0.1 + 0.2, {{"Soleus", 1.0 / 3}});
    write([&](MetadataWriter& writer) {
        writer.gold().add(exampleGold("a"));
        writer.evaluations().add(first);
        writer.evaluations().add(evaluation(1, 0.9, {{"Soleus", 0.9}}));
        expectError(ErrorCode::NotFound, "version 3",
                    [&] { writer.evaluations().add(evaluation(3, 0.5, {})); });
    });
    reopen();
    write([&](MetadataWriter& writer) { writer.gold().remove("a", 5); });
    const auto reader = store_->beginRead();
    EXPECT_EQ(reader->evaluations().find("leg", 1, set), first);
    EXPECT_FALSE(reader->evaluations().find("leg", 1, otherSet));
    EXPECT_FALSE(reader->evaluations().find("leg", 2, set));
}

TEST_P(EvaluationTableContract, knowsTheBestOfEachOnItsOwn) {
    write([&](MetadataWriter& writer) {
        writer.gold().add(exampleGold("a"));
        writer.evaluations().add(evaluation(1, 0.8, {{"Soleus", 0.9}, {"Peroneus", 0.2}}));
        writer.evaluations().add(evaluation(2, 0.7, {{"Soleus", 0.6}, {"Peroneus", 0.3}}));
    });
    const std::vector<VersionMean> meansNewestFirst{{2, 0.7}, {1, 0.8}};
    const auto reader = store_->beginRead();
    EXPECT_EQ(reader->evaluations().bestMean("leg", set), 0.8);
    EXPECT_EQ(reader->evaluations().latestMeans("leg", set, 5), meansNewestFirst);
    EXPECT_EQ(reader->evaluations().latestMeans("leg", set, 1),
              std::vector<VersionMean>{meansNewestFirst.front()});
    EXPECT_TRUE(reader->evaluations().latestMeans("leg", otherSet, 5).empty());
    EXPECT_EQ(reader->evaluations().bestPerLabel("leg", set),
              (std::map<std::string, double>{{"Peroneus", 0.3}, {"Soleus", 0.9}}));
    EXPECT_FALSE(reader->evaluations().bestMean("leg", otherSet));
    EXPECT_TRUE(reader->evaluations().bestPerLabel("leg", otherSet).empty());
    EXPECT_FALSE(reader->evaluations().bestMean("thigh", set));
}

TEST_P(EvaluationTableContract, refersToGoldCasesThatExist) {
    const auto writer = store_->beginWrite();
    expectError(ErrorCode::NotFound, "gold case \"a\"",
                [&] { writer->evaluations().add(evaluation(1, 0.5, {})); });
}

/// The bounds are the paper's (arXiv 2302.06352), written in DESIGN.md: 0.99 and more, below 0.1.
TEST(UsageIrregularity, hasItsBounds) {
    EXPECT_EQ(irregularityOf(1.0), UsageIrregularity::NotRefined);
    EXPECT_EQ(irregularityOf(0.99), UsageIrregularity::NotRefined);
    EXPECT_FALSE(irregularityOf(0.9899999));
    EXPECT_FALSE(irregularityOf(0.1));
    EXPECT_EQ(irregularityOf(0.0999999), UsageIrregularity::WrongTask);
    EXPECT_EQ(irregularityOf(0.0), UsageIrregularity::WrongTask);
}

TEST_P(TablesContract, keepsUsageAndLeavesIrregularCasesOutOfMeans) {
    const UsageRecord first{
        "1", "leg", "key", {1, {0.75, 0.05, 0.25, 0.995, 1.0}, {"Laurel", "0.1"}}, 5};
    const UsageRecord second{"2", "leg", "key", {1, {0.5}, {"Laurel", "0.1"}}, 6};
    const UsageRecord third{"3", "leg", "key", {2, {0.999}, {"Laurel", "0.1"}}, 7};
    write([&](MetadataWriter& writer) {
        writer.usage().add(second);
        writer.usage().add(first);
        writer.usage().add(third);
        expectError(ErrorCode::AlreadyExists, "\"1\"", [&] { writer.usage().add(first); });
        UsageRecord absent = first;
        absent.id = "4";
        absent.report.version = 3;
        expectError(ErrorCode::NotFound, "version 3", [&] { writer.usage().add(absent); });
    });
    reopen();
    const auto reader = store_->beginRead();
    EXPECT_EQ(reader->usage().reports("leg"), (std::vector<UsageRecord>{first, second, third}));
    EXPECT_TRUE(reader->usage().reports("thigh").empty());
    EXPECT_EQ(reader->usage().summary("leg"),
              (std::vector<UsageSummary>{{1, 3, 2, 1, 0.5}, {2, 0, 1, 0, std::nullopt}}));
}

/// The hashes were computed by another program (Python's hashlib) from the description of
/// auditHash.
TEST_P(TablesContract, chainsTheAuditLog) {
    const AuditEvent first{1'769'903'999'999, "local", "model.publish", "leg@1", "{}"};
    const AuditEvent second{1'769'904'000'000, "0123456789abcdef", "key.create", "läuft",
                            R"({"name":"x"})"};
    write([&](MetadataWriter& writer) {
        EXPECT_FALSE(writer.audit().last());
        writer.audit().append(first);
        EXPECT_EQ(writer.audit().append(second).number, 2);
    });
    reopen();
    const auto reader = store_->beginRead();
    const std::vector<AuditRecord> expected{
        {1, first, "27ecacec121318685ce4af039ee8e6745538d98bd6172afeb150fdeb400eb8e1"},
        {2, second, "a3056a621aa76fda471ce4d50da98c40fdc4c974999db63a6fa3c1f5c4c59f38"}};
    EXPECT_EQ(reader->audit().entries(0, 10), expected);
    EXPECT_EQ(reader->audit().entries(0, 1), std::vector<AuditRecord>{expected[0]});
    EXPECT_EQ(reader->audit().entries(1, 10), std::vector<AuditRecord>{expected[1]});
    EXPECT_EQ(reader->audit().last(), expected[1]);
    EXPECT_TRUE(auditProblems(reader->audit()).empty());
}

TEST_P(TablesContract, auditsOnlyWhatWasCommitted) {
    {
        const auto writer = store_->beginWrite();
        writer->audit().append({1, "local", "key.create", "lost", "{}"});
    }
    write([](MetadataWriter& writer) {
        writer.audit().append({1, "local", "key.create", "kept", "{}"});
    });
    const auto reader = store_->beginRead();
    ASSERT_EQ(reader->audit().entries(0, 10).size(), 1U);
    EXPECT_EQ(reader->audit().last()->number, 1);
    EXPECT_EQ(reader->audit().last()->event.subject, "kept");
}

INSTANTIATE_TEST_SUITE_P(Backends, TablesContract, backends(), nameOfBackend);
INSTANTIATE_TEST_SUITE_P(Backends, EvaluationTableContract, backends(), nameOfBackend);

} // namespace
} // namespace laurel
