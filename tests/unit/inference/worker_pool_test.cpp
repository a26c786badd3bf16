#include "laurel/inference/worker_pool.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

namespace laurel {

namespace {

TEST(WorkerPool, RunsEveryPieceOnce) {
    WorkerPool pool(3);
    WorkerPool::Team team(pool, 4);
    EXPECT_EQ(team.threads(), 4);
    for (const std::int64_t count : {0, 1, 2, 5, 1000}) {
        std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
        team.run(count, [&](std::int64_t piece, int thread) {
            EXPECT_GE(thread, 0);
            EXPECT_LT(thread, 4);
            ++runs[static_cast<std::size_t>(piece)];
        });
        EXPECT_TRUE(std::ranges::all_of(runs, [](const auto& own) { return own == 1; }));
    }
}

TEST(WorkerPool, PiecesRunAtOnceOnDifferentThreads) {
    WorkerPool pool(1);
    WorkerPool::Team team(pool, 2);
    std::atomic<int> inside = 0;
    std::array<std::thread::id, 2> ids;
    team.run(2, [&](std::int64_t piece, int) {
        ids[static_cast<std::size_t>(piece)] = std::this_thread::get_id();
        ++inside;
        while (inside < 2) { // each waits for the other
            std::this_thread::yield();
        }
    });
    EXPECT_NE(ids[0], ids[1]);
}

TEST(WorkerPool, WhatOthersBorrowedIsNotThere) {
    WorkerPool pool(3);
    {
        const WorkerPool::Team first(pool, 3);
        const WorkerPool::Team second(pool, 4);
        EXPECT_EQ(first.threads(), 3);
        EXPECT_EQ(second.threads(), 2);
        const WorkerPool::Team third(pool, 4);
        EXPECT_EQ(third.threads(), 1);
    }
    const WorkerPool::Team all(pool, 10);
    EXPECT_EQ(all.threads(), 4);
}

TEST(WorkerPool, ATeamGrowsByWhatOthersGiveBack) {
    WorkerPool pool(3);
    auto first = std::make_unique<WorkerPool::Team>(pool, 3);
    WorkerPool::Team second(pool, 4);
    second.grow(4);
    EXPECT_EQ(second.threads(), 2);
    first.reset();
    second.grow(3);
    EXPECT_EQ(second.threads(), 3);
    second.grow(1); // lets none go
    EXPECT_EQ(second.threads(), 3);
    second.grow(10);
    EXPECT_EQ(second.threads(), 4);
    std::atomic<int> runs = 0;
    second.run(100, [&](std::int64_t, int thread) {
        EXPECT_LT(thread, 4);
        ++runs;
    });
    EXPECT_EQ(runs, 100);
}

TEST(WorkerPool, ThrowsWhatAPieceThrewAndStaysUsable) {
    WorkerPool pool(2);
    WorkerPool::Team team(pool, 3);
    std::atomic<int> runs = 0;
    const auto failing = [&](std::int64_t piece, int) {
        ++runs;
        if (piece == 7) {
            throw std::runtime_error("piece 7");
        }
    };
    EXPECT_THROW(team.run(100'000, failing), std::runtime_error);
    EXPECT_LT(runs, 100'000); // the rest was left out
    runs = 0;
    team.run(6, failing);
    EXPECT_EQ(runs, 6);
}

} // namespace

} // namespace laurel
