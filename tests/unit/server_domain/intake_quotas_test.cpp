#include "intake_rig.h"

#include "support/expect_error.h"

#include "laurel/server_domain/retry_later.h"

#include <functional>
#include <memory>

/// How much a key may have, and when it may have more.
namespace laurel {
namespace {

class IntakeQuotas : public ::testing::Test {
  protected:
    void SetUp() override { prepareServer(server_); }

    std::unique_ptr<ContributionIntake> open() {
        return std::make_unique<ContributionIntake>(
            server_.metadata, server_.blobs, limits_,
            IntakeSurroundings{[this] { return now_; }, {}, {}});
    }

    std::string create(std::string_view content, const Principal& who = contributor) {
        return desk_->create("tiny", requestFor(content), who, "");
    }

    /// Brings an upload to its end.
    void endByDigest(const std::string& id) {
        const std::string wrong = exampleContent(content_.size(), 99);
        send(*desk_, id, wrong, 0, wrong.size());
        EXPECT_EQ(desk_->status(id, contributor).reasonCode, "digest");
    }

    static std::int64_t secondsToWait(const std::function<void()>& act) {
        try {
            act();
        } catch (const RetryLater& later) {
            return later.seconds();
        }
        return 0;
    }

    ServerFolder server_;
    IntakeLimits limits_;
    std::int64_t now_ = exampleTimeMs;
    const std::string content_ = exampleContent(1000);
    std::unique_ptr<ContributionIntake> desk_ = open();
};

TEST_F(IntakeQuotas, sayWhenToComeAgain) {
    limits_.openPerKey = 1;
    desk_ = open();
    create(content_);
    EXPECT_EQ(secondsToWait([&] { create(content_); }), 60);
}

/// Two at noon and at one o'clock: the next is taken when the first is a day old.
TEST_F(IntakeQuotas, boundsTheContributionsOfADay) {
    constexpr std::int64_t hour = 3'600'000;
    limits_.contributionsPerDay = 2;
    desk_ = open();
    endByDigest(create(content_));
    now_ += hour;
    endByDigest(create(content_)); // what became of them does not matter
    expectError(ErrorCode::Unavailable, "at most 2 are taken", [&] { create(content_); });
    EXPECT_EQ(secondsToWait([&] { create(content_); }), 23 * 3600);
    EXPECT_NO_THROW(create(content_, otherContributor));
    now_ += 23 * hour - 1;
    EXPECT_EQ(secondsToWait([&] { create(content_); }), 1);
    ++now_;
    EXPECT_NO_THROW(create(content_));
    EXPECT_EQ(secondsToWait([&] { create(content_); }), 3600);
}

TEST_F(IntakeQuotas, boundsTheBytesOfADay) {
    constexpr std::int64_t hour = 3'600'000;
    limits_.bytesPerDay = 2500;
    desk_ = open();
    create(content_);
    now_ += hour;
    create(exampleContent(800, 2));
    const std::string more = exampleContent(701, 3);
    expectError(ErrorCode::Unavailable, "1800 bytes within 24 hours", [&] { create(more); });
    EXPECT_EQ(secondsToWait([&] { create(more); }), 23 * 3600);
    EXPECT_NO_THROW(create(exampleContent(700, 4)));
}

TEST_F(IntakeQuotas, leavesRoomOnTheDisk) {
    limits_.leastFreeBytes = std::uint64_t{1} << 60;
    desk_ = open();
    expectError(ErrorCode::Unavailable, "no room", [&] { create(content_); });
    EXPECT_TRUE(server_.metadata.beginRead()->contributions().page("", 1).empty());
}

} // namespace
} // namespace laurel
