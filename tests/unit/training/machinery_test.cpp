#include "budget.h"
#include "laurel/base/error.h"
#include "ordered_producer.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <gtest/gtest.h>
#include <thread>

namespace laurel {
namespace {

TEST(OrderedProducer, HandsOutInNumberOrderWhateverTheThreadsDo) {
    OrderedProducer<std::uint64_t> producer(
        [](std::uint64_t number) {
            std::this_thread::sleep_for(std::chrono::microseconds((number * 7919) % 500));
            return number * number;
        },
        4, 6);
    for (std::uint64_t i = 0; i < 200; ++i) {
        ASSERT_EQ(producer.next(), i * i);
    }
}

TEST(OrderedProducer, RunsNoFurtherAheadThanItsCapacity) {
    std::atomic<std::uint64_t> made = 0;
    OrderedProducer<int> producer(
        [&made](std::uint64_t) {
            ++made;
            return 0;
        },
        3, 5);
    producer.next();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_LE(made, 6U);
    EXPECT_GE(made, 1U);
}

TEST(OrderedProducer, DeliversAnErrorInItsTurn) {
    OrderedProducer<std::uint64_t> producer(
        [](std::uint64_t number) {
            if (number == 2) {
                throw Error(ErrorCode::InvalidInput, "bad case");
            }
            return number;
        },
        2, 8);
    EXPECT_EQ(producer.next(), 0U);
    EXPECT_EQ(producer.next(), 1U);
    EXPECT_THROW(producer.next(), Error);
    EXPECT_EQ(producer.next(), 3U);
}

TEST(OrderedProducer, EndsWithWorkUnconsumed) {
    for (int i = 0; i < 50; ++i) {
        const OrderedProducer<int> producer([](std::uint64_t) { return 1; }, 3, 4);
    }
}

TEST(LearningRate, WarmsUpAndFallsToOnePercent) {
    EXPECT_NEAR(scheduledLearningRate(1, 0), 0.01, 1e-9);
    EXPECT_NEAR(scheduledLearningRate(1, 0.015), 0.5, 0.01);
    EXPECT_NEAR(scheduledLearningRate(2, 0.5), 2 * 0.505, 1e-9);
    EXPECT_NEAR(scheduledLearningRate(1, 1), 0.01, 1e-9);
    EXPECT_NEAR(scheduledLearningRate(1, 1.5), 0.01, 1e-9);
}

TEST(TrainingBudget, EndsWithWhicheverIsUsedUpFirst) {
    TrainOptions options;
    options.steps = 10;
    EXPECT_FALSE(TrainingBudget(options).isUsedUp(9));
    EXPECT_TRUE(TrainingBudget(options).isUsedUp(10));
    options.seconds = 1e-9;
    const TrainingBudget budget(options);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_TRUE(budget.isUsedUp(0));
    options.steps = 0;
    options.seconds = 0;
    EXPECT_THROW(TrainingBudget{options}, Error);
}

} // namespace
} // namespace laurel
