#include "contribution_contract.h"

#include "support/expect_error.h"

#include <cstdio>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace laurel {
namespace {

using State = ContributionState;
using ContributionTableContract = ContributionContract;

TEST_P(ContributionTableContract, keepsEveryFieldAcrossARestart) {
    Contribution expected = exampleContribution(7);
    expected.idempotencyKey = "once; --";
    add(expected);
    reopen();
    EXPECT_EQ(store_->beginRead()->contributions().find(expected.id), expected);

    ContributionOutcome outcome{"code", "läuft", 3, 2, 0.1, 1e-300};
    bring(expected, State::Received);
    write([&](MetadataWriter& writer) {
        writer.contributions().advance(expected.id, State::Received, State::Failed, later, outcome);
    });
    reopen();
    expected.state = State::Failed;
    expected.sequence = 1;
    expected.reasonCode = "code";
    expected.reason = "läuft";
    expected.staleness = 3;
    expected.version = 2;
    expected.alpha = 0.1;
    expected.deltaNorm = 1e-300;
    expected.attempts = 1;
    expected.updatedMs = later;
    EXPECT_EQ(store_->beginRead()->contributions().find(expected.id), expected);
    EXPECT_FALSE(store_->beginRead()->contributions().find("absent"));
}

TEST_P(ContributionTableContract, keepsWhatALaterStepDoesNotSayButForTheReason) {
    const Contribution contribution = addReceived(1);
    const ContributionOutcome screened{"", "", 1, std::nullopt, 0.5, 2.5};
    bring(contribution, State::Screened, screened);
    bring(contribution, State::Failed, {"io", "the disk", {}, {}, {}, {}});
    bring(contribution, State::Received);
    const auto found = store_->beginRead()->contributions().find(contribution.id);
    EXPECT_EQ(found->staleness, 1);
    EXPECT_EQ(found->alpha, 0.5);
    EXPECT_EQ(found->deltaNorm, 2.5);
    EXPECT_EQ(found->reasonCode, "");
    EXPECT_EQ(found->reason, "");
}

/// The contract's own list (proto/contributions.h).
TEST(ContributionStates, knowNoOtherWays) {
    const std::set<std::pair<State, State>> onwards{
        {State::Receiving, State::Received},  {State::Received, State::Screened},
        {State::Screened, State::Evaluating}, {State::Evaluating, State::Merging},
        {State::Merging, State::Published},   {State::Failed, State::Received}};
    for (int from = 0; from < 8; ++from) {
        for (int to = 0; to < 8; ++to) {
            const auto a = static_cast<State>(from);
            const auto b = static_cast<State>(to);
            const bool ends = from <= static_cast<int>(State::Merging) &&
                              (b == State::Rejected || b == State::Failed);
            EXPECT_EQ(mayAdvance(a, b), ends || onwards.count({a, b}) == 1)
                << toString(a) << " to " << toString(b);
        }
    }
}

TEST_P(ContributionTableContract, advancesByCompareAndSet) {
    const Contribution contribution = addReceived(1);
    const auto writer = store_->beginWrite();
    ContributionWriter& table = writer->contributions();
    expectError(ErrorCode::Conflict, "is received, no longer receiving",
                [&] { table.advance(contribution.id, State::Receiving, State::Received, later); });
    expectError(ErrorCode::InvalidArgument, "from received to merging",
                [&] { table.advance(contribution.id, State::Received, State::Merging, later); });
    expectError(ErrorCode::NotFound, "no contribution",
                [&] { table.advance("absent", State::Received, State::Screened, later); });
    expectError(ErrorCode::NotFound, "no such version", [&] {
        ContributionOutcome outcome;
        outcome.version = 99;
        table.advance(contribution.id, State::Received, State::Screened, later, outcome);
    });
}

TEST_P(ContributionTableContract, recordsBytesByCompareAndSet) {
    const Contribution contribution = exampleContribution(1);
    add(contribution);
    write([&](MetadataWriter& writer) {
        writer.contributions().recordBytes(contribution.id, 0, std::uint64_t{3} << 32, later);
    });
    const auto found = store_->beginRead()->contributions().find(contribution.id);
    EXPECT_EQ(found->received, std::uint64_t{3} << 32);
    EXPECT_EQ(found->updatedMs, later);
    {
        const auto writer = store_->beginWrite();
        expectError(ErrorCode::Conflict, "not receiving with 0",
                    [&] { writer->contributions().recordBytes(contribution.id, 0, 10, later); });
        expectError(ErrorCode::NotFound, "no contribution",
                    [&] { writer->contributions().recordBytes("absent", 0, 10, later); });
    }
    bring(contribution, State::Received);
    const auto writer = store_->beginWrite();
    expectError(ErrorCode::Conflict, "is received", [&] {
        writer->contributions().recordBytes(contribution.id, std::uint64_t{3} << 32, 1, later);
    });
}

TEST_P(ContributionTableContract, knowsIdempotencyKeysPerAccessKey) {
    Contribution one = exampleContribution(1);
    one.idempotencyKey = "once";
    add(one);
    Contribution others = exampleContribution(2);
    others.keyId = "another";
    others.idempotencyKey = "once";
    add(others);
    add(exampleContribution(3));
    add(exampleContribution(4));
    const auto writer = store_->beginWrite();
    Contribution again = exampleContribution(5);
    again.idempotencyKey = "once";
    expectError(ErrorCode::AlreadyExists, "same idempotency key",
                [&] { writer->contributions().add(again); });
    expectError(ErrorCode::AlreadyExists, one.id,
                [&] { writer->contributions().add(exampleContribution(1)); });
    EXPECT_EQ(writer->contributions().findByIdempotencyKey("key", "once")->id, one.id);
    EXPECT_EQ(writer->contributions().findByIdempotencyKey("another", "once")->id, others.id);
    EXPECT_FALSE(writer->contributions().findByIdempotencyKey("key", "twice"));
}

TEST_P(ContributionTableContract, refersToKeysAndVersionsThatExist) {
    const auto writer = store_->beginWrite();
    Contribution contribution = exampleContribution(1);
    contribution.request.baseVersion = 3;
    expectError(ErrorCode::NotFound, "version 3",
                [&] { writer->contributions().add(contribution); });
    contribution = exampleContribution(1);
    contribution.keyId = "absent";
    expectError(ErrorCode::NotFound, "access key",
                [&] { writer->contributions().add(contribution); });
    contribution = exampleContribution(1);
    contribution.state = State::Received;
    expectError(ErrorCode::InvalidArgument, "begins as receiving",
                [&] { writer->contributions().add(contribution); });
}

TEST_P(ContributionTableContract, keepsTriesAndScores) {
    const Contribution contribution = addReceived(1);
    const GoldScores scores{{"case-a", "t1", {{"Soleus_L", 0.1}, {"Soleus_R", 0.1 + 0.2}}},
                            {"case-b", "t1", {{"Soleus_L", 1.0}}}};
    const GoldScores others{{"case-b", "t1", {{"Soleus_R", 0.0}}}};
    const MergeTryRecord first{0.5, std::nullopt, "gate2_label"};
    const MergeTryRecord second{0.25, 0.1 + 0.7, "accepted"};
    write([&](MetadataWriter& writer) {
        writer.gold().add(exampleGold("case-a"));
        writer.gold().add(exampleGold("case-b"));
        ContributionWriter& table = writer.contributions();
        table.setTry(contribution.id, 2, {0.3, 0.4, "to be replaced"});
        table.setTry(contribution.id, 2, second);
        table.setTry(contribution.id, 1, first);
        table.setScores(contribution.id, MeasuredWeights::merged(2), scores);
        table.setScores(contribution.id, MeasuredWeights::merged(2), others);
        table.setScores(contribution.id, MeasuredWeights::current(), scores);
        table.setScores(contribution.id, MeasuredWeights::candidate(), others);
    });
    reopen();
    {
        const auto reader = store_->beginRead();
        ContributionReader& table = reader->contributions();
        EXPECT_EQ(table.tries(contribution.id), (std::vector<MergeTryRecord>{first, second}));
        EXPECT_EQ(table.scores(contribution.id, MeasuredWeights::current()), scores);
        EXPECT_EQ(table.scores(contribution.id, MeasuredWeights::candidate()), others);
        EXPECT_EQ(table.scores(contribution.id, MeasuredWeights::merged(2)), others);
        EXPECT_TRUE(table.scores(contribution.id, MeasuredWeights::merged(1)).empty());
    }
    write([&](MetadataWriter& writer) {
        writer.contributions().clearMeasurements(contribution.id);
        EXPECT_TRUE(writer.contributions().tries(contribution.id).empty());
        EXPECT_TRUE(
            writer.contributions().scores(contribution.id, MeasuredWeights::current()).empty());
        expectError(ErrorCode::NotFound, "case-c", [&] {
            writer.contributions().setScores(contribution.id, MeasuredWeights::current(),
                                             {{"case-c", "", {{"Soleus_L", 0.5}}}});
        });
        expectError(ErrorCode::NotFound, "absent",
                    [&] { writer.contributions().setTry("absent", 1, first); });
    });
}

/// Each of two processes notes a byte more, again and again; none may be refused or lost.
TEST_P(ContributionTableContract, letsProcessesWriteAtOnce) {
    constexpr int rounds = 50;
    const Contribution contribution = exampleContribution(1);
    add(contribution);
    store_ = nullptr; // no connection may be shared with a forked process
    std::vector<pid_t> children;
    for (int process = 0; process < 2; ++process) {
        children.push_back(::fork());
        if (children.back() == 0) {
            int status = 1;
            try {
                const auto own = open();
                for (int round = 0; round < rounds; ++round) {
                    const auto writer = own->beginWrite();
                    const auto before = writer->contributions().find(contribution.id)->received;
                    writer->contributions().recordBytes(contribution.id, before, before + 1, later);
                    writer->commit();
                }
                status = 0;
            } catch (const std::exception& error) {
                std::fputs(error.what(), stderr);
            }
            ::_exit(status);
        }
    }
    for (const pid_t child : children) {
        int status = -1;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    store_ = open();
    EXPECT_EQ(store_->beginRead()->contributions().find(contribution.id)->received, 2U * rounds);
}

INSTANTIATE_TEST_SUITE_P(Backends, ContributionTableContract, backends(), nameOfBackend);

} // namespace
} // namespace laurel
