#include "fast_inference.h"

#include "graph_maker.h"
#include "laurel/base/error.h"
#include "laurel/runtime/stopwatch.h"
#include "support/expect_error.h"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <thread>

namespace laurel {

namespace {

constexpr PlaneSize size{24, 20};
constexpr std::size_t neverShared = ~std::size_t{0}; ///< planes abreast
constexpr std::size_t alwaysShared = 0;              ///< planes in turn, each by all threads

int cores() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::shared_ptr<const FastNetwork> someNetwork() {
    GraphMaker maker({1, size.rows, size.columns});
    const ValueId wide = maker.relu(maker.groupNorm(maker.threeByThree(0, 40), 8));
    maker.convolution(maker.relu(maker.threeByThree(wide, 24)), 5,
                      {{}, {0}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
    return std::make_shared<const FastNetwork>(maker.graph);
}

NetworkPlane planeOf(std::size_t index) {
    GraphMaker maker({1, size.rows, size.columns}, static_cast<unsigned>(index + 1));
    return {size, maker.image(), {}};
}

/// Counts what a run does; a test adds what shall happen meanwhile.
struct Observed {
    std::atomic<int> begun{0};
    std::atomic<int> taken{0};
    std::atomic<int> mostAhead{0}; ///< begun and not yet taken
    std::map<std::size_t, std::vector<float>> answers;
    std::function<void(std::size_t index)> whileMaking = [](std::size_t) {};
    std::function<void(std::size_t index)> whileTaking = [](std::size_t) {};

    PlaneJob job(std::size_t count) {
        return {count,
                [this](std::size_t index) {
                    const int ahead = ++begun - taken;
                    for (int most = mostAhead;
                         ahead > most && !mostAhead.compare_exchange_weak(most, ahead);) {
                    }
                    whileMaking(index);
                    return planeOf(index);
                },
                [this](std::size_t index, const NetworkPlane& plane, std::span<const float> own) {
                    EXPECT_EQ(plane.image, planeOf(index).image);
                    EXPECT_EQ(index, static_cast<std::size_t>(taken));
                    answers[index] = {own.begin(), own.end()};
                    ++taken;
                    whileTaking(index);
                }};
    }

    /// Gives up after some seconds, so that a failing test ends.
    void awaitBegun(int count) const {
        for (int i = 0; i < 2000 && begun < count; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
};

std::map<std::size_t, std::vector<float>> answersBy(int threads, std::size_t mostWeights,
                                                    std::size_t planes) {
    Observed observed;
    FastInference inference(someNetwork(), threads, mostWeights);
    Stopwatch watch;
    SegmentTimes seconds;
    inference.run(observed.job(planes), seconds, {});
    EXPECT_LE(seconds.preprocess + seconds.infer + seconds.postprocess, 1.001 * watch.lap());
    EXPECT_GT(std::min({seconds.preprocess, seconds.infer, seconds.postprocess}), 0);
    EXPECT_EQ(observed.begun, static_cast<int>(planes));
    return observed.answers;
}

TEST(FastInference, GivesTheSameBitsAbreastAndInTurnOnAnyNumberOfThreads) {
    const auto expected = answersBy(1, neverShared, 9);
    ASSERT_EQ(expected.size(), 9U);
    EXPECT_NE(expected.at(0), expected.at(1));
    for (const int threads : {1, 2, 3, 0}) {
        EXPECT_EQ(answersBy(threads, neverShared, 9), expected) << threads;
        EXPECT_EQ(answersBy(threads, alwaysShared, 9), expected) << threads;
        EXPECT_EQ(answersBy(threads, neverShared, 1).at(0), expected.at(0)) << threads;
    }
    SegmentTimes seconds;
    Observed none;
    FastInference(someNetwork(), 2).run(none.job(0), seconds, {});
    EXPECT_EQ(none.begun, 0);
}

TEST(FastInference, OneSlowPlaneHoldsTheOthersUpBeforeAnswersPileUp) {
    const int threads = std::min(2, cores());
    Observed observed;
    observed.whileMaking = [&](std::size_t index) {
        if (index == 5) {
            observed.awaitBegun(threads == 1 ? 6 : 5 + 2 * threads);
            std::this_thread::sleep_for(
                std::chrono::milliseconds(100)); // for one more, were it let
        }
    };
    SegmentTimes seconds;
    FastInference(someNetwork(), threads, neverShared).run(observed.job(40), seconds, {});
    EXPECT_EQ(observed.mostAhead, threads == 1 ? 1 : 2 * threads);
    EXPECT_EQ(observed.answers.size(), 40U);

    Observed inTurn;
    FastInference(someNetwork(), threads, alwaysShared).run(inTurn.job(40), seconds, {});
    EXPECT_LE(inTurn.mostAhead, 2);
    EXPECT_EQ(inTurn.answers.size(), 40U);
}

/// While another holds all threads, a run goes on with its caller's; once they are free, some plane
/// is begun while another is being made (abreast) or taken (in turn).
TEST(FastInference, TakesThreadsThatAnotherModelGivesBack) {
    if (cores() == 1) {
        GTEST_SKIP() << "one core has no threads to lend";
    }
    for (const std::size_t mostWeights : {neverShared, alwaysShared}) {
        auto another = std::make_unique<WorkerPool::Team>(WorkerPool::shared(), cores());
        Observed observed;
        std::atomic<bool> wereTwoAtOnce = false;
        const auto seeWhetherTheNextBegins = [&](std::size_t index) {
            const int withTheNext = static_cast<int>(index) + 2;
            observed.awaitBegun(withTheNext);
            wereTwoAtOnce = observed.begun >= withTheNext;
        };
        observed.whileMaking = [&](std::size_t index) {
            if (mostWeights == neverShared && index == 10) {
                seeWhetherTheNextBegins(index);
            }
        };
        observed.whileTaking = [&](std::size_t index) {
            if (index == 5) {
                EXPECT_LE(observed.begun, 7) << "by one thread";
                another.reset();
            }
            if (mostWeights == alwaysShared && index == 10) {
                seeWhetherTheNextBegins(index);
            }
        };
        SegmentTimes seconds;
        FastInference(someNetwork(), 0, mostWeights).run(observed.job(20), seconds, {});
        EXPECT_TRUE(wereTwoAtOnce) << mostWeights;
        EXPECT_EQ(observed.answers, answersBy(1, neverShared, 20));
    }
}

TEST(FastInference, NobodyWaitsForAPlaneThatFailed) {
    for (const std::size_t mostWeights : {neverShared, alwaysShared}) {
        Observed observed;
        observed.whileMaking = [&](std::size_t index) {
            if (index == 1) {
                // The other thread is as far ahead as it may be, and waits.
                observed.awaitBegun(mostWeights == neverShared && cores() > 1 ? 5 : 2);
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                throw Error(ErrorCode::Io, "no such plane");
            }
        };
        SegmentTimes seconds;
        expectError(ErrorCode::Io, "no such plane", [&] {
            FastInference(someNetwork(), 2, mostWeights).run(observed.job(40), seconds, {});
        });
        EXPECT_EQ(observed.answers.size(), 1U);
    }
}

TEST(FastInference, BeginsNoPlaneOnceCancelled) {
    for (const std::size_t mostWeights : {neverShared, alwaysShared}) {
        Observed observed;
        CancellationSource source;
        int begunBefore = 0;
        observed.whileTaking = [&](std::size_t index) {
            if (index == 3) {
                source.cancel();
                begunBefore = observed.begun;
            }
        };
        SegmentTimes seconds;
        expectError(ErrorCode::Cancelled, "", [&] {
            FastInference(someNetwork(), 2, mostWeights)
                .run(observed.job(400), seconds, source.token());
        });
        EXPECT_LE(observed.begun - begunBefore, 1); // by the other thread, at that very moment
        EXPECT_LE(observed.taken, 4 + 3);           // what had been begun
        expectError(ErrorCode::Cancelled, "", [&] {
            FastInference(someNetwork(), 2, mostWeights)
                .run(observed.job(400), seconds, source.token());
        });
    }
}

} // namespace

} // namespace laurel
