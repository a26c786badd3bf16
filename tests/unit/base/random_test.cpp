#include "laurel/base/random.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

namespace laurel {
namespace {

// [rand.predef] of the C++ standard states the 10000th value of a default-seeded mt19937_64.
TEST(Random, IsTheStandardsMersenneTwister) {
    Random random(std::mt19937_64::default_seed);
    std::uint64_t value = 0;
    for (int i = 0; i < 10000; ++i) {
        value = random.bits();
    }
    EXPECT_EQ(value, 9981545732273789042ULL);
}

// The first values of seed 5489 as published with the reference implementation mt19937-64.c are
// 14514284786278117030 and 4620546740167642908; a double takes the upper 53 bits.
TEST(Random, UniformTakesTheUpperBits) {
    Random random(5489);
    EXPECT_DOUBLE_EQ(random.uniform(),
                     std::ldexp(static_cast<double>(14514284786278117030ULL >> 11), -53));
    EXPECT_DOUBLE_EQ(random.uniform(),
                     std::ldexp(static_cast<double>(4620546740167642908ULL >> 11), -53));
}

TEST(Random, UniformFillsItsRange) {
    Random random(1);
    double sum = 0;
    double sumOfSquares = 0;
    constexpr int count = 20000;
    for (int i = 0; i < count; ++i) {
        const double value = random.uniform(-3, 5);
        ASSERT_GE(value, -3);
        ASSERT_LT(value, 5);
        sum += value;
        sumOfSquares += value * value;
    }
    const double mean = sum / count;
    EXPECT_NEAR(mean, 1, 5 * 8 / std::sqrt(12.0 * count)); // five standard errors
    EXPECT_NEAR(sumOfSquares / count - mean * mean, 64.0 / 12, 0.2);
}

TEST(Random, IntegerReachesBothEndsEqually) {
    Random random(2);
    std::map<int, int> counts;
    for (int i = 0; i < 30000; ++i) {
        ++counts[random.integer(-1, 4)];
    }
    ASSERT_EQ(counts.size(), 6U);
    for (const auto& [value, count] : counts) {
        EXPECT_NEAR(count, 5000, 5 * std::sqrt(5000.0)) << value;
    }
    EXPECT_EQ(random.integer(7, 7), 7);
}

TEST(Random, NormalHasMomentsOfTheNormalDistribution) {
    Random random(3);
    constexpr int count = 40000;
    std::array<double, 5> moments{};
    for (int i = 0; i < count; ++i) {
        const double value = random.normal();
        ASSERT_TRUE(std::isfinite(value));
        for (int power = 1; power <= 4; ++power) {
            moments[power] += std::pow(value, power) / count;
        }
    }
    EXPECT_NEAR(moments[1], 0, 0.03);
    EXPECT_NEAR(moments[2], 1, 0.05);
    EXPECT_NEAR(moments[3], 0, 0.12);
    EXPECT_NEAR(moments[4], 3, 0.3);
}

TEST(Random, ChanceKeepsItsProbability) {
    Random random(4);
    int hits = 0;
    for (int i = 0; i < 20000; ++i) {
        EXPECT_FALSE(random.chance(0));
        EXPECT_TRUE(random.chance(1));
        hits += random.chance(0.3) ? 1 : 0;
    }
    EXPECT_NEAR(hits, 6000, 5 * std::sqrt(20000 * 0.21));
}

TEST(Random, ForkGivesAReproducibleStreamOfItsOwn) {
    Random first(9);
    Random second(9);
    Random fork = first.fork();
    Random sameFork = second.fork();
    for (int i = 0; i < 100; ++i) {
        const std::uint64_t value = fork.bits();
        EXPECT_EQ(value, sameFork.bits());
        EXPECT_NE(value, first.bits());
    }
}

} // namespace
} // namespace laurel
