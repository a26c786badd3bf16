#include "throttle.h"

#include <string>

#include <gtest/gtest.h>

namespace laurel {
namespace {

using namespace std::chrono_literals;

const Throttle::Clock::time_point start{};

/// 30 a minute are one every 2 s.
TEST(Throttle, givesABurstAndThenARate) {
    Throttle throttle(30, 3);
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(throttle.take("a", start));
    }
    EXPECT_EQ(throttle.take("a", start), 2);
    EXPECT_EQ(throttle.take("a", start + 1500ms), 1);
    EXPECT_FALSE(throttle.take("a", start + 2s));
    EXPECT_EQ(throttle.take("a", start + 2s), 2);
    EXPECT_FALSE(throttle.take("a", start + 60s));
    EXPECT_FALSE(throttle.take("a", start + 60s));
    EXPECT_FALSE(throttle.take("a", start + 60s));
    EXPECT_TRUE(throttle.take("a", start + 60s)); // never more than the burst at once
}

TEST(Throttle, keepsNamesApart) {
    Throttle throttle(1, 1);
    EXPECT_FALSE(throttle.take("a", start));
    EXPECT_FALSE(throttle.take("b", start));
    EXPECT_EQ(throttle.take("a", start), 60);
}

TEST(Throttle, looksWithoutTaking) {
    Throttle throttle(60, 1);
    EXPECT_FALSE(throttle.wait("a", start));
    EXPECT_FALSE(throttle.wait("a", start));
    EXPECT_FALSE(throttle.take("a", start));
    EXPECT_EQ(throttle.wait("a", start), 1);
    EXPECT_FALSE(throttle.wait("a", start + 1s));
}

/// A flood of names does not make it forget who asks too much.
TEST(Throttle, remembersTheEmptiestBuckets) {
    Throttle throttle(1, 2);
    EXPECT_FALSE(throttle.take("busy", start));
    EXPECT_FALSE(throttle.take("busy", start));
    for (int i = 0; i < 40'000; ++i) {
        throttle.take("name" + std::to_string(i), start);
    }
    EXPECT_TRUE(throttle.wait("busy", start));
}

} // namespace
} // namespace laurel
