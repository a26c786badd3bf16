#include "intake_rig.h"

#include "laurel/server_domain/clock_watch.h"
#include "laurel/server_domain/retry_later.h"

#include <memory>
#include <set>

#include <gtest/gtest.h>

/// Clocks that are wrong, and clocks that are set right.
namespace laurel {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t year = 365 * day;

TEST(HasPassed, alsoWhereAWrongClockDatedItAhead) {
    EXPECT_FALSE(hasPassed(1000, 10, 1009));
    EXPECT_TRUE(hasPassed(1000, 10, 1010));
    EXPECT_FALSE(hasPassed(1010, 10, 1000)) << "a little ahead, as after a correction";
    EXPECT_TRUE(hasPassed(1011, 10, 1000));
}

class Watch : public ::testing::Test {
  protected:
    void goOn(std::int64_t ms) {
        wall_ += ms;
        steady_ += ms;
    }

    std::int64_t wall_ = 1'769'903'999'999;
    std::int64_t steady_ = 5000;
    ClockWatch watch_{[this] { return wall_; }, [this] { return steady_; }};
};

TEST_F(Watch, trustsAClockThatGoesOn) {
    EXPECT_TRUE(watch_.isSettled());
    goOn(year);
    EXPECT_TRUE(watch_.isSettled()) << "also a server that slept";
    for (int i = 0; i < 100; ++i) { // corrected again and again
        goOn(minute);
        wall_ += 5000;
        EXPECT_TRUE(watch_.isSettled());
    }
}

TEST_F(Watch, distrustsAJumpForAnHour) {
    for (const std::int64_t jump : {year, -year, 11 * minute, -11 * minute}) {
        wall_ += jump;
        EXPECT_FALSE(watch_.isSettled()) << jump;
        goOn(hour - 1);
        EXPECT_FALSE(watch_.isSettled()) << jump;
        goOn(1);
        EXPECT_TRUE(watch_.isSettled()) << jump;
    }
}

class JumpingClock : public ::testing::Test {
  protected:
    JumpingClock() {
        prepareServer(server_);
        limits_.contributionsPerDay = 2;
        desk_ = std::make_unique<ContributionIntake>(
            server_.metadata, server_.blobs, limits_,
            IntakeSurroundings{[this] { return now_; }, {}, {}, [this] { return isSettled_; }});
    }

    std::string create(unsigned seed) {
        return desk_->create("tiny", requestFor(exampleContent(1000, seed)), contributor, "");
    }
    ContributionState stateOf(const std::string& id) {
        return desk_->status(id, contributor).state;
    }

    ServerFolder server_;
    IntakeLimits limits_;
    std::int64_t now_ = exampleTimeMs;
    bool isSettled_ = true;
    std::unique_ptr<ContributionIntake> desk_;
};

TEST_F(JumpingClock, endsNoUploadThatGoesOn) {
    for (const std::int64_t jump : {year, -2 * year}) {
        const std::string idle = create(1);
        const std::string busy = create(2);
        now_ += jump;
        isSettled_ = false;
        EXPECT_EQ(desk_->removeExpired(), 0U) << jump;
        send(*desk_, busy, exampleContent(1000, 2), 0, 10);
        isSettled_ = true;
        EXPECT_EQ(desk_->removeExpired(), 1U) << jump;
        EXPECT_EQ(stateOf(idle), ContributionState::Rejected) << jump;
        EXPECT_EQ(stateOf(busy), ContributionState::Receiving) << jump;
        send(*desk_, busy, exampleContent(1000, 2), 10, 1000);
    }
}

TEST_F(JumpingClock, locksNoKeyOut) {
    create(1);
    create(2);
    EXPECT_THROW(create(3), RetryLater);
    now_ -= year;
    create(3);
    now_ += 2 * year;
    create(4);
    now_ -= hour; // a correction: what was announced since counts
    create(5);
    try {
        create(6);
        ADD_FAILURE() << "of three announced within a day";
    } catch (const RetryLater& later) {
        EXPECT_LE(later.seconds(), 2 * day / 1000);
    }
}

TEST_F(JumpingClock, givesNoIdTwice) {
    std::set<std::string> ids;
    for (int i = 0; i < 2; ++i) {
        ids.insert(create(static_cast<unsigned>(i)));
        now_ -= 2 * day;
        ids.insert(create(static_cast<unsigned>(i)));
    }
    EXPECT_EQ(ids.size(), 4U);
}

} // namespace
} // namespace laurel
