#include "laurel/proto/admin.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/paths.h"

#include "support/expect_error.h"

#include <functional>

#include <gtest/gtest.h>

namespace laurel {
namespace {

const std::string contributionId(32, 'c');
const std::string digest(64, 'd');

ContributionRequest exampleRequest() {
    return {ContributionKind::Delta, 3, 4096, digest, 6, 0.875, {"laurelctl", "0.1.0"}};
}

ContributionStatus exampleStatus() {
    ContributionStatus status;
    status.id = contributionId;
    status.model = "leg";
    status.state = ContributionState::Rejected;
    status.reasonCode = "gate2";
    status.reason = "Peroneus fell from 0.8 to 0.7";
    status.baseVersion = 3;
    status.received = 4096;
    status.size = 4096;
    status.staleness = 1;
    status.queuePosition = 0;
    status.tries = {{0.5, 0.75}, {0.25, std::nullopt}};
    status.scores = {{"Peroneus", 0.75, 0.5}, {"Soleus", std::nullopt, std::nullopt}};
    return status;
}

TEST(Contributions, comeBackAsTheyWere) {
    EXPECT_EQ(parseContributionRequest(serialize(exampleRequest())), exampleRequest());
    ContributionRequest without = exampleRequest();
    without.dice.reset();
    EXPECT_EQ(parseContributionRequest(serialize(without)), without);
    ContributionStatus status = exampleStatus();
    EXPECT_EQ(parseContributionStatus(serialize(status)), status);
    status.cases = {{"ab12", 0.5, 0.25}};
    status.version = 4;
    EXPECT_EQ(parseContributionStatus(serialize(status)), status);
    const UsageReport usage{2, {0.5, 1, 0}, {"laurel", "0.1.0"}};
    EXPECT_EQ(parseUsageReport(serialize(usage)), usage);
    EXPECT_EQ(parseContributionId(serializeContributionId(contributionId)), contributionId);
}

/// The names are the published contract: third parties write them.
TEST(Contributions, haveTheDocumentedNames) {
    EXPECT_EQ(serialize(exampleRequest()),
              R"({"base_version":3,"client":{"name":"laurelctl","version":"0.1.0"},"dice":0.875,)"
              R"("kind":"delta","sha256":")" +
                  digest + R"(","size":4096,"slices":6})");
    EXPECT_EQ(serialize(exampleStatus()),
              R"({"base_version":3,"id":")" + contributionId +
                  R"(","model":"leg","queue_position":0,"reason":"Peroneus fell from 0.8 to 0.7",)"
                  R"("reason_code":"gate2","received":4096,"scores":[{"after":0.5,"before":0.75,)"
                  R"("label":"Peroneus"},{"after":null,"before":null,"label":"Soleus"}],)"
                  R"("size":4096,"staleness":1,"state":"rejected","tries":[{"alpha":0.5,)"
                  R"("mean_dice":0.75},{"alpha":0.25,"mean_dice":null}],"version":null})");
}

TEST(Contributions, haveTheStatesOfTheContract) {
    int count = 0;
    for (const char* name : {"receiving", "received", "screened", "evaluating", "merging",
                             "published", "rejected", "failed"}) {
        const auto state = contributionStateNamed(name);
        ASSERT_TRUE(state) << name;
        EXPECT_EQ(toString(*state), name);
        EXPECT_EQ(isFinal(*state), ++count > 5) << name;
    }
    EXPECT_FALSE(contributionStateNamed("accepted"));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Contributions, thatAreWrongAreRefusedByTheFieldsName) {
    const std::string request = serialize(exampleRequest());
    for (const auto& [body, field] : std::map<std::string, std::string>{
             {replaced(request, "\"delta\"", "\"diff\""), "kind"},
             {replaced(request, "\"base_version\":3", "\"base_version\":0"), "base_version"},
             {replaced(request, "4096", "0"), "size"},
             {replaced(request, "4096", "1.5"), "size"},
             {replaced(request, digest, digest.substr(1)), "sha256"},
             {replaced(request, "\"slices\":6", "\"slices\":0"), "slices"},
             {replaced(request, "0.875", "1.01"), "dice"},
             {replaced(request, "\"laurelctl\"", "\"\""), "client.name"},
             {replaced(request, "\"0.1.0\"", "null"), "client.version"}}) {
        expectError(ErrorCode::InvalidInput, field + ": expected",
                    [&text = body] { parseContributionRequest(text); });
    }
    expectError(ErrorCode::InvalidInput, "patient",
                [&] { parseContributionRequest(replaced(request, "{", R"({"patient":"x",)")); });
    const std::string usage = serialize(UsageReport{2, {0.5}, {"laurel", "1"}});
    expectError(ErrorCode::InvalidInput, "dice",
                [&] { parseUsageReport(replaced(usage, "0.5", "-0.5")); });
    expectError(ErrorCode::InvalidInput, "dice",
                [&] { parseUsageReport(replaced(usage, "[0.5]", "[]")); });
}

/// RFC 9110, section 14.4, without "*".
TEST(ContentRange, isReadStrictly) {
    EXPECT_EQ(parseContentRange("bytes 0-9/10"), (ContentRange{0, 9, 10}));
    EXPECT_EQ(parseContentRange("bytes 4096-8191/100000").length(), 4096U);
    EXPECT_EQ(toString(ContentRange{4096, 8191, 100'000}), "bytes 4096-8191/100000");
    for (const char* wrong :
         {"", "bytes", "bytes 0-9", "bytes 0-9/*", "bytes */10", "bytes 9-0/10", "bytes 0-10/10",
          "bytes -0-9/10", "bytes 0--9/10", "bytes 00-9/10", "bytes 0-9/10 ", "bytes  0-9/10",
          "Bytes 0-9/10", "bytes=0-9/10", "bytes 0-0x9/10", "bytes 0-9/18446744073709551616",
          "bytes 1/2-3", "bytes 0-9/10/11"}) {
        expectError(ErrorCode::InvalidInput, "Content-Range", [&] { parseContentRange(wrong); });
    }
}

TEST(ByteCount, isPlainDecimal) {
    EXPECT_EQ(parseByteCount("0"), 0U);
    EXPECT_EQ(parseByteCount("1048576"), 1048576U);
    for (const char* wrong : {"", "-1", "+1", "01", "1 ", "0x10", "1e3", "1125899906842624"}) {
        EXPECT_FALSE(parseByteCount(wrong)) << wrong;
    }
}

TEST(Administration, comesBackAsItWas) {
    const KeyRequest request{"Klinik Süd", Role::Contributor, {"leg", "thigh"}};
    EXPECT_EQ(parseKeyRequest(serialize(request)), request);
    const KeyRequest brief{"A", Role::Reader, {}, 30};
    EXPECT_EQ(parseKeyRequest(serialize(brief)), brief);
    EXPECT_EQ(parseKeyRequest(R"({"name":"A","role":"reader","models":[]})").expiresDays,
              std::nullopt);
    const CreatedKey key{"ab12", "lk_ab12_" + digest};
    EXPECT_EQ(parseCreatedKey(serialize(key)), key);
    const std::vector<KeyDescription> keys{
        {"ab12", "A", Role::Admin, {}, "2026-01-31T23:59:59Z", std::nullopt},
        {"cd34", "B", Role::Reader, {"leg"}, "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"}};
    EXPECT_EQ(parseKeyList(serialize(keys)), keys);
    const std::vector<GoldCaseDescription> gold{
        {"ef56", "2026-01-31T23:59:59Z", "t1", {"Soleus_L", "Soleus_R"}, 24}};
    EXPECT_EQ(parseGoldList(serialize(gold)), gold);
    const std::vector<AuditEntry> audit{
        {1, "2026-01-31T23:59:59Z", "local", "model.publish", "leg@1", "{}"}};
    EXPECT_EQ(parseAuditList(serialize(audit)), audit);
    EXPECT_EQ(parseRollback(serializeRollback(3)), 3);
    const std::vector<UsageSummary> usage{{1, 3, 2, 1, 0.5}, {2, 0, 1, 0, std::nullopt}};
    EXPECT_EQ(parseUsageList(serialize(usage)), usage);
    EXPECT_EQ(serialize(std::vector<UsageSummary>{usage[0]}),
              R"({"usage":[{"mean_dice":0.5,"not_refined":2,"regular":3,"version":1,)"
              R"("wrong_task":1}]})");
}

TEST(Administration, isRefusedWhereItIsWrong) {
    const std::string request = serialize(KeyRequest{"A", Role::Admin, {}});
    expectError(ErrorCode::InvalidInput, "role",
                [&] { parseKeyRequest(replaced(request, "\"admin\"", "\"root\"")); });
    expectError(ErrorCode::InvalidInput, "name",
                [&] { parseKeyRequest(replaced(request, "\"A\"", "\"\"")); });
    expectError(ErrorCode::InvalidInput, "models",
                [&] { parseKeyRequest(replaced(request, "[]", "\"leg\"")); });
    expectError(ErrorCode::InvalidInput, "number", [] { parseRollback(R"({"number":0})"); });
    expectError(ErrorCode::InvalidInput, "force",
                [] { parseRollback(R"({"number":1,"force":true})"); });
}

} // namespace
} // namespace laurel
