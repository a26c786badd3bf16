#include "best_validation.h"
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

TEST(OrderedProducer, BeginsWhereItIsTold) {
    OrderedProducer<std::uint64_t> producer([](std::uint64_t number) { return number; }, 3, 4, 17);
    EXPECT_EQ(producer.next(), 17U);
    EXPECT_EQ(producer.next(), 18U);
}

double rateAt(LearningRateSchedule schedule, double fraction, double warmUp = 0.03) {
    TrainOptions options;
    options.learningRate = 2;
    options.schedule = schedule;
    options.warmUp = warmUp;
    return scheduledLearningRate(options, fraction);
}

TEST(LearningRate, WarmsUpAndFallsToOnePercent) {
    for (const auto schedule : {LearningRateSchedule::Cosine, LearningRateSchedule::Polynomial}) {
        EXPECT_NEAR(rateAt(schedule, 0), 0.02, 1e-9);
        EXPECT_NEAR(rateAt(schedule, 0.015), 1, 0.02);
        EXPECT_NEAR(rateAt(schedule, 1), 0.02, 1e-9);
        EXPECT_NEAR(rateAt(schedule, 1.5), 0.02, 1e-9);
        EXPECT_NEAR(rateAt(schedule, 0, 0), 2, 1e-9);
    }
    EXPECT_NEAR(rateAt(LearningRateSchedule::Cosine, 0.5), 2 * 0.505, 1e-9);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Polynomial, 0.5), 2 * (0.01 + 0.99 * 0.535887), 1e-5);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Cosine, 0.1, 0.2),
                0.5 * rateAt(LearningRateSchedule::Cosine, 0.1, 0), 1e-9);
}

TEST(LearningRate, StaysOrFallsByTenths) {
    EXPECT_NEAR(rateAt(LearningRateSchedule::Constant, 0), 0.02, 1e-9);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Constant, 0.03), 2, 1e-9);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Constant, 1), 2, 1e-9);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Step, 0.49), 2, 1e-9);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Step, 0.5), 0.2, 1e-9);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Step, 0.74), 0.2, 1e-9);
    EXPECT_NEAR(rateAt(LearningRateSchedule::Step, 0.75), 0.02, 1e-9);
}

TEST(TrainingBudget, CountsTheSecondsBeforeAnInterruption) {
    TrainOptions options;
    options.seconds = 10;
    EXPECT_NEAR(TrainingBudget(options, 5).fraction(0), 0.5, 0.1);
    EXPECT_TRUE(TrainingBudget(options, 11).isUsedUp(0));
}

TEST(BestValidation, CountsThoseThatAreNotBetter) {
    StateDict weights;
    weights.add("w", Tensor::fromFloats({1}, {1}));
    BestValidation best;
    best.add(std::nullopt, 1, {});
    EXPECT_FALSE(best.dice);
    best.add(0.5, 2, weights);
    EXPECT_EQ(best.since, 0);
    best.add(0.5, 3, {});
    best.add(std::nullopt, 4, {});
    EXPECT_EQ(best.step, 2);
    EXPECT_EQ(best.weights, weights);
    EXPECT_FALSE(best.isExhausted(3));
    EXPECT_TRUE(best.isExhausted(2));
    EXPECT_FALSE(best.isExhausted(0));
    best.add(0.6, 5, {});
    EXPECT_EQ(best.step, 5);
    EXPECT_FALSE(best.isExhausted(1));
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
