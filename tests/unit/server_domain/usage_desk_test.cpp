#include "support/expect_error.h"
#include "support/server_folder.h"

#include "laurel/server_domain/retry_later.h"
#include "laurel/server_domain/usage_desk.h"

#include <limits>

namespace laurel {
namespace {

class UsageDeskTest : public ::testing::Test {
  protected:
    void SetUp() override {
        server_.publish(server_.package(1));
        server_.publish(server_.package(2));
        const auto writer = server_.metadata.beginWrite();
        writer->keys().add(
            {who_.keyId, "Klinik A", Role::Reader, {}, std::string(64, 'a'), 1, std::nullopt});
        writer->commit();
    }

    ServerFolder server_;
    Principal who_{"0123456789abcdef", Role::Reader, {}};
    UsageDesk desk_{server_.metadata, [] { return exampleTimeMs; }};
};

TEST_F(UsageDeskTest, keepsWhatIsReported) {
    const UsageReport report{2, {0.5, 0.75, 0.99}, {"Laurel", "0.1.0"}};
    desk_.record("tiny", report, who_);
    const auto kept = server_.metadata.beginRead()->usage().reports("tiny");
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].report, report);
    EXPECT_EQ(kept[0].keyId, who_.keyId);
    EXPECT_EQ(kept[0].createdMs, exampleTimeMs);
    EXPECT_EQ(desk_.summary("tiny"), (std::vector<UsageSummary>{{2, 2, 1, 0, 0.625}}));
    EXPECT_TRUE(desk_.summary("absent").empty());
}

TEST_F(UsageDeskTest, takesNoReportOfWhatIsNotThere) {
    expectError(ErrorCode::NotFound, "version 3 of model \"tiny\"", [&] {
        desk_.record("tiny", {3, {0.5}, {"Laurel", "0.1.0"}}, who_);
    });
    expectError(ErrorCode::NotFound, "\"arm\"", [&] {
        desk_.record("arm", {1, {0.5}, {"Laurel", "0.1.0"}}, who_);
    });
}

TEST_F(UsageDeskTest, takesNoDiceThatIsNone) {
    for (const std::vector<double>& dice :
         {std::vector<double>{}, {0.5, 1.5}, {-0.1}, {std::numeric_limits<double>::quiet_NaN()}}) {
        expectError(ErrorCode::InvalidInput, "dice", [&] {
            desk_.record("tiny", {1, dice, {"Laurel", "0.1.0"}}, who_);
        });
    }
    EXPECT_TRUE(desk_.summary("tiny").empty());
}

TEST_F(UsageDeskTest, boundsTheReportsOfADay) {
    std::int64_t now = exampleTimeMs;
    UsageDesk desk(
        server_.metadata, [&] { return now; }, 2);
    const auto report = [&] { desk.record("tiny", {1, {0.5}, {"Laurel", "0.1.0"}}, who_); };
    report();
    now += 1000;
    report();
    try {
        report();
        ADD_FAILURE() << "a third report was taken";
    } catch (const RetryLater& later) {
        EXPECT_EQ(later.seconds(), 24 * 3600 - 1);
    }
    now += 24 * 3'600'000 - 1000;
    EXPECT_NO_THROW(report());
}

TEST_F(UsageDeskTest, forgetsWhatIsOld) {
    std::int64_t now = exampleTimeMs;
    UsageDesk desk(server_.metadata, [&] { return now; });
    desk.record("tiny", {1, {0.5, 0.6}, {"Laurel", "0.1.0"}}, who_);
    now += 10 * std::int64_t{24 * 3'600'000};
    desk.record("tiny", {2, {0.7}, {"Laurel", "0.1.0"}}, who_);
    EXPECT_EQ(desk.removeOlderThan(10), 0U);
    ++now;
    EXPECT_EQ(desk.removeOlderThan(10), 1U);
    EXPECT_EQ(desk.summary("tiny"), (std::vector<UsageSummary>{{2, 1, 0, 0, 0.7}}));
}

TEST_F(UsageDeskTest, asksForTheRightToTheModel) {
    const Principal ofLeg{who_.keyId, Role::Reader, {"leg"}};
    expectError(ErrorCode::PermissionDenied, "\"tiny\"", [&] {
        desk_.record("tiny", {1, {0.5}, {"Laurel", "0.1.0"}}, ofLeg);
    });
}

} // namespace
} // namespace laurel
