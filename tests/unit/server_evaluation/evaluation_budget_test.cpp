#include "evaluation_budget.h"

#include "support/expect_error.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace laurel {
namespace {

using namespace std::chrono_literals;
using Admission = EvaluationBudget::Admission;
using Threads = EvaluationBudget::Threads;

TEST(EvaluationBudget, givesOneAloneAllThreads) {
    EvaluationBudget budget(4, 100);
    const Admission one(budget, 10, {});
    EXPECT_EQ(Threads(budget, {}).count(), 4);
    const Admission two(budget, 10, {});
    const Threads half(budget, {});
    EXPECT_EQ(half.count(), 2);
    EXPECT_EQ(Threads(budget, {}).count(), 2) << "beside it";
}

TEST(EvaluationBudget, letsNobodyWaitForEver) {
    EvaluationBudget budget(2, 100);
    const Admission large(budget, 90, {});
    CancellationSource source;
    std::thread cancelling([&] {
        std::this_thread::sleep_for(50ms);
        source.cancel();
    });
    expectError(ErrorCode::Cancelled, "", [&] { Admission(budget, 20, source.token()); });
    cancelling.join();
    const Admission small(budget, 10, {}); // fits beside it
}

TEST(EvaluationBudget, letsOneThatExceedsItRunAlone) {
    EvaluationBudget budget(4, 100);
    auto huge = std::make_unique<Admission>(budget, 1000, CancellationToken());
    std::atomic<bool> admitted = false;
    std::thread waiting([&] {
        const Admission small(budget, 1, {});
        admitted = true;
    });
    std::this_thread::sleep_for(50ms);
    EXPECT_FALSE(admitted);
    huge.reset();
    waiting.join();
    EXPECT_TRUE(admitted);
}

TEST(EvaluationBudget, isNeverExceeded) {
    constexpr int most = 5;
    constexpr int evaluations = 12;
    EvaluationBudget budget(most, 100);
    std::atomic<int> threads = 0;
    std::atomic<int> bytes = 0;
    std::atomic<int> worstThreads = 0;
    std::atomic<int> worstBytes = 0;
    const auto note = [](std::atomic<int>& worst, int now) {
        for (int seen = worst; now > seen && !worst.compare_exchange_weak(seen, now);) {
        }
    };
    std::vector<std::thread> all;
    all.reserve(evaluations);
    for (int i = 0; i < evaluations; ++i) {
        all.emplace_back([&, need = 10 + 5 * i] {
            const Admission room(budget, static_cast<std::uint64_t>(need), {});
            note(worstBytes, bytes += need);
            for (int c = 0; c < 20; ++c) {
                const Threads share(budget, {});
                note(worstThreads, threads += share.count());
                std::this_thread::sleep_for(1ms);
                threads -= share.count();
            }
            bytes -= need;
        });
    }
    std::ranges::for_each(all, [](std::thread& one) { one.join(); });
    EXPECT_LE(worstThreads, most);
    EXPECT_LE(worstBytes, 100);
    EXPECT_GT(worstBytes, 65) << "several ran at once";
}

} // namespace
} // namespace laurel
