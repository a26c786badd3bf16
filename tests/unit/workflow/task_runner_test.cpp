#include "laurel/workflow/task_runner.h"

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// The owner's thread: closures wait until it has time for them.
class Owner {
  public:
    TaskRunner::Post post() {
        return [this](std::function<void()> closure) {
            const std::lock_guard lock(mutex_);
            closures_.push_back(std::move(closure));
            posted_.notify_all();
        };
    }

    /// Runs closures until `done`; false after half a minute.
    template <typename Done>
    bool runUntil(const Done& done) {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (!done()) {
            std::unique_lock lock(mutex_);
            if (!posted_.wait_until(lock, deadline, [this] { return !closures_.empty(); })) {
                return false;
            }
            const std::function<void()> closure = std::move(closures_.front());
            closures_.pop_front();
            lock.unlock();
            closure();
        }
        return true;
    }

    void runAll() {
        std::deque<std::function<void()>> all;
        {
            const std::lock_guard lock(mutex_);
            all.swap(closures_);
        }
        for (const auto& closure : all) {
            closure();
        }
    }

    std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return closures_.size();
    }

  private:
    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<std::function<void()>> closures_;
};

void ignore(const Error& error) {
    ADD_FAILURE() << error.what();
}

/// Works until it is cancelled.
int untilCancelled(ProgressSink&, const CancellationToken& cancel) {
    while (!cancel.isCancelled()) {
        std::this_thread::sleep_for(1ms);
    }
    cancel.throwIfCancelled();
    return 0;
}

TEST(TaskRunner, WorksInAThreadOfItsOwnAndDeliversInTheOwners) {
    Owner owner;
    TaskRunner runner(owner.post());
    const auto here = std::this_thread::get_id();
    std::thread::id workedIn;
    std::thread::id deliveredIn;
    std::optional<std::string> result;
    runner.run<std::string>(
        "Reading",
        [&](ProgressSink&, const CancellationToken&) {
            workedIn = std::this_thread::get_id();
            return std::string("pixels");
        },
        [&](const std::string& text) {
            deliveredIn = std::this_thread::get_id();
            result = text;
            EXPECT_TRUE(runner.tasks().empty()) << "over when its result arrives";
        },
        ignore);
    ASSERT_TRUE(owner.runUntil([&] { return result.has_value(); }));
    EXPECT_EQ(*result, "pixels");
    EXPECT_NE(workedIn, here);
    EXPECT_EQ(deliveredIn, here);
}

TEST(TaskRunner, TakesResultsThatCanOnlyBeMoved) {
    Owner owner;
    TaskRunner runner(owner.post());
    std::unique_ptr<int> result;
    runner.run<std::unique_ptr<int>>(
        "Moving", [](ProgressSink&, const CancellationToken&) { return std::make_unique<int>(7); },
        [&](std::unique_ptr<int> moved) { result = std::move(moved); }, ignore);
    ASSERT_TRUE(owner.runUntil([&] { return result != nullptr; }));
    EXPECT_EQ(*result, 7);
}

TEST(TaskRunner, TurnsWhateverIsThrownIntoAnError) {
    Owner owner;
    TaskRunner runner(owner.post());
    std::vector<std::string> errors;
    const auto failing = [&](const std::function<void()>& thrower) {
        runner.run<int>(
            "Failing",
            [thrower](ProgressSink&, const CancellationToken&) {
                thrower();
                return 0;
            },
            [](int) { ADD_FAILURE() << "it did not succeed"; },
            [&](const Error& error) {
                errors.push_back(std::string(toString(error.code())) + ": " + error.what());
            });
        EXPECT_TRUE(owner.runUntil([&] { return runner.tasks().empty(); }));
    };
    failing([] { throw Error(ErrorCode::Conflict, "held elsewhere"); });
    failing([] { throw std::runtime_error("broken"); });
    failing([] { throw 7; });
    ASSERT_EQ(errors.size(), 3U);
    EXPECT_EQ(errors[0], "conflict: held elsewhere");
    EXPECT_EQ(errors[1], "internal: broken");
    EXPECT_THAT(errors[2], HasSubstr("internal: "));
}

TEST(TaskRunner, CancelsOneTaskAndLeavesTheOthers) {
    Owner owner;
    TaskRunner runner(owner.post());
    std::optional<ErrorCode> ended;
    const TaskId first = runner.run<int>(
        "First", untilCancelled, [](int) {}, ignore);
    const TaskId second = runner.run<int>(
        "Second", untilCancelled, [](int) {}, [&](const Error& error) { ended = error.code(); });
    runner.cancel(second);
    EXPECT_TRUE(runner.tasks().at(1).cancelling);
    EXPECT_FALSE(runner.tasks().at(0).cancelling);
    ASSERT_TRUE(owner.runUntil([&] { return ended.has_value(); }));
    EXPECT_EQ(*ended, ErrorCode::Cancelled);
    ASSERT_EQ(runner.tasks().size(), 1U);
    EXPECT_EQ(runner.tasks()[0].id, first);
    EXPECT_EQ(runner.tasks()[0].name, "First");
    runner.cancel(second);
    runner.cancel(12345);
}

TEST(TaskRunner, DeliversNoResultOnceItWasCancelled) {
    Owner owner;
    TaskRunner runner(owner.post());
    std::optional<ErrorCode> ended;
    const TaskId id = runner.run<int>(
        "Deaf", [](ProgressSink&, const CancellationToken&) { return 1; },
        [](int) { ADD_FAILURE() << "it was cancelled"; },
        [&](const Error& error) { ended = error.code(); });
    while (owner.waiting() == 0) { // the work is done, its result waits for the owner
        std::this_thread::sleep_for(1ms);
    }
    runner.cancel(id);
    ASSERT_TRUE(owner.runUntil([&] { return ended.has_value(); }));
    EXPECT_EQ(*ended, ErrorCode::Cancelled);
}

TEST(TaskRunner, CancelsAndJoinsWhenItDies) {
    Owner owner;
    std::atomic<bool> left = false;
    {
        TaskRunner runner(owner.post(), [] { ADD_FAILURE() << "nobody runs closures before"; });
        runner.run<int>(
            "Long",
            [&](ProgressSink& progress, const CancellationToken& cancel) {
                while (!cancel.isCancelled()) {
                    progress.report(0.5, "at it");
                }
                std::this_thread::sleep_for(5ms);
                left = true;
                return 1;
            },
            [](int) { ADD_FAILURE() << "the runner is dead"; },
            [](const Error&) { ADD_FAILURE() << "the runner is dead"; });
    }
    EXPECT_TRUE(left);
    owner.runAll(); // what was posted does nothing
}

TEST(TaskRunner, MayDieInTheCallOfItsOwnResult) {
    Owner owner;
    auto runner = std::make_unique<TaskRunner>(owner.post(), [] {});
    bool delivered = false;
    runner->run<int>(
        "Other", untilCancelled, [](int) {}, [](const Error&) {});
    runner->run<int>(
        "Last", [](ProgressSink&, const CancellationToken&) { return 1; },
        [&](int) {
            runner.reset();
            delivered = true;
        },
        ignore);
    ASSERT_TRUE(owner.runUntil([&] { return delivered; }));
    owner.runAll();
}

TEST(TaskRunner, ShowsProgressThatNeverFallsAndKeepsTheLastWord) {
    Owner owner;
    TaskRunner* shown = nullptr;
    std::vector<TaskStatus> seen;
    TaskRunner runner(owner.post(), [&] {
        for (const TaskStatus& status : shown->tasks()) {
            seen.push_back(status);
        }
    });
    shown = &runner;
    const TaskId id = runner.run<int>(
        "Learning",
        [](ProgressSink& progress, const CancellationToken& cancel) {
            progress.report(0.5, "epoch 1 of 2");
            progress.report(0.25, "epoch 2 of 2");
            progress.report(std::nan(""), "epoch 2 of 2"); // the last before a long silence
            while (!cancel.isCancelled()) {
                std::this_thread::sleep_for(1ms);
            }
            return 0;
        },
        [](int) {}, [](const Error&) {});
    ASSERT_TRUE(
        owner.runUntil([&] { return !seen.empty() && seen.back().stage == "epoch 2 of 2"; }));
    EXPECT_EQ(seen.back().fraction, 0.5);
    EXPECT_EQ(seen.back().name, "Learning");
    runner.cancel(id);
    ASSERT_TRUE(owner.runUntil([&] { return runner.tasks().empty(); }));
}

TEST(TaskRunner, ThinsMovesToTwentyASecond) {
    Owner owner;
    int changes = 0;
    bool over = false;
    TaskRunner runner(owner.post(), [&] { ++changes; });
    const auto began = std::chrono::steady_clock::now();
    runner.run<int>(
        "Chatty",
        [](ProgressSink& progress, const CancellationToken&) {
            const auto until = std::chrono::steady_clock::now() + 300ms;
            for (int i = 0; std::chrono::steady_clock::now() < until; ++i) {
                progress.report(i * 1e-9, "talking");
            }
            return 0;
        },
        [&](int) { over = true; }, ignore);
    ASSERT_TRUE(owner.runUntil([&] { return over; }));
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    EXPECT_LE(changes, static_cast<int>(seconds * 20) + 3) << "20 a second, beginning and end";
    EXPECT_GE(changes, 3);
}

TEST(TaskRunner, RunsAHundredTasksEachToExactlyOneEnd) {
    Owner owner;
    int changes = 0;
    TaskRunner runner(owner.post(), [&] { ++changes; });
    std::set<TaskId> ids;
    std::vector<int> ends(100);
    int ended = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const TaskId id = runner.run<std::size_t>(
            "Task " + std::to_string(i),
            [i](ProgressSink& progress, const CancellationToken& cancel) {
                progress.report(0.5, "half");
                if (i % 3 == 0) {
                    throw std::runtime_error("third");
                }
                if (i % 3 == 1) {
                    while (!cancel.isCancelled()) {
                        std::this_thread::sleep_for(1ms);
                    }
                }
                return i;
            },
            [&, i](std::size_t result) {
                EXPECT_EQ(result, i);
                EXPECT_EQ(i % 3, 2U);
                ++ends[i];
                ++ended;
            },
            [&, i](const Error& error) {
                EXPECT_EQ(error.code(), i % 3 == 0 ? ErrorCode::Internal : ErrorCode::Cancelled);
                ++ends[i];
                ++ended;
            });
        ids.insert(id);
    }
    const std::vector<TaskStatus> statuses = runner.tasks();
    for (std::size_t i = 0; i < statuses.size(); ++i) {
        EXPECT_EQ(statuses[i].name, "Task " + std::to_string(i)) << "oldest first";
    }
    for (std::size_t i = 1; i < ends.size(); i += 3) {
        runner.cancel(statuses[i].id);
    }
    ASSERT_TRUE(owner.runUntil([&] { return ended == 100; }));
    EXPECT_EQ(ends, std::vector<int>(100, 1));
    EXPECT_EQ(ids.size(), 100U);
    EXPECT_TRUE(runner.tasks().empty());
    EXPECT_GE(changes, 1);
}

} // namespace
} // namespace laurel
