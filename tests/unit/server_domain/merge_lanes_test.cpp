#include "pipeline_rig.h"

#include "laurel/server_domain/merge_lanes.h"

#include <atomic>
#include <condition_variable>

namespace laurel {
namespace {

using namespace std::chrono_literals;

/// Lets a test wait until something holds; looks again after each step and measurement.
class Signal {
  public:
    void ring() {
        const std::lock_guard lock(mutex_);
        rung_.notify_all();
    }
    template <typename Condition>
    bool waitFor(const Condition& condition) {
        std::unique_lock lock(mutex_);
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end) {
                return false;
            }
            rung_.wait_for(lock, 20ms);
        }
        return true;
    }

  private:
    std::mutex mutex_;
    std::condition_variable rung_;
};

class Lanes : public ::testing::Test {
  protected:
    Lanes() {
        rig_.onStep = [this](std::string_view) { signal_.ring(); };
        for (const char* model : {"tiny", "other"}) {
            rig_.publish({{3, 4}}, model);
        }
        rig_.addGoldCase('1', "tiny");
        rig_.addGoldCase('2', "other");
    }

    std::string contribute(float parameter, const std::string& model = "tiny") {
        return rig_.contribute(SmallWeights{{parameter, 4}}, 1, ContributionKind::Full, model);
    }
    bool reaches(const std::string& id, ContributionState state) {
        return signal_.waitFor([&] { return rig_.find(id).state == state; });
    }

    TemporaryFolder folder_;
    PipelineRig rig_{folder_.path()};
    Signal signal_;
    LaneSettings settings_{.workers = 2, .pollMs = 60'000};
};

TEST_F(Lanes, pickUpWhatWasLeft) {
    const std::string id = contribute(5);
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    EXPECT_TRUE(reaches(id, ContributionState::Published));
}

TEST_F(Lanes, wakeForWhatIsNew) {
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    for (const float parameter : {5.0F, 4.5F, 4.25F}) {
        const std::string id = contribute(parameter);
        lanes.wake();
        EXPECT_TRUE(reaches(id, ContributionState::Published));
    }
    EXPECT_EQ(rig_.current(), 4);
}

/// Processes that tell nobody, such as the command line, are noticed all the same.
TEST_F(Lanes, lookForThemselvesNowAndThen) {
    settings_.pollMs = 20;
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    EXPECT_TRUE(reaches(contribute(5), ContributionState::Published));
}

TEST_F(Lanes, keepTheOrderWithinAModel) {
    std::vector<std::string> ids;
    ids.reserve(5);
    for (int i = 0; i < 5; ++i) {
        ids.push_back(contribute(5 - 0.125F * static_cast<float>(i)));
    }
    settings_.workers = 4;
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    ASSERT_TRUE(reaches(ids.back(), ContributionState::Published));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        EXPECT_EQ(rig_.find(ids[i]).version, static_cast<std::int64_t>(i) + 2);
    }
}

/// Each measurement of one model waits until the other model is measured too.
TEST_F(Lanes, workOnSeveralModelsAtOnce) {
    std::atomic<int> together{0};
    rig_.evaluator.before = [&](float parameter, const CancellationToken&) {
        if (parameter >= 5) {
            ++together;
            EXPECT_TRUE(signal_.waitFor([&] { return together >= 2; }));
        }
    };
    const std::string a = contribute(5, "tiny");
    const std::string b = contribute(5.5F, "other");
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    EXPECT_TRUE(reaches(a, ContributionState::Published));
    EXPECT_TRUE(reaches(b, ContributionState::Published));
}

TEST_F(Lanes, neverWorkTwiceOnOneModel) {
    std::atomic<int> working{0};
    std::atomic<int> most{0};
    rig_.evaluator.before = [&](float, const CancellationToken&) {
        most = std::max(most.load(), ++working);
        std::this_thread::sleep_for(2ms);
        --working;
    };
    std::string last;
    for (int i = 0; i < 4; ++i) {
        last = contribute(5 - 0.125F * static_cast<float>(i));
    }
    settings_.workers = 4;
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    EXPECT_TRUE(reaches(last, ContributionState::Published));
    EXPECT_EQ(most, 1);
}

TEST_F(Lanes, tryAgainLaterWithoutHoldingUpOthers) {
    std::atomic<bool> broken{true};
    rig_.evaluator.before = [&](float parameter, const CancellationToken&) {
        if (parameter == 5 && broken) {
            throw Error(ErrorCode::Unavailable, "not now");
        }
    };
    settings_.pollMs = 20;
    settings_.firstDelayMs = 1000;
    std::atomic<std::int64_t> now{rig_.nowMs};
    const std::string failing = contribute(5);
    const std::string other = contribute(4.5F);
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_, [&] { return now.load(); });
    EXPECT_TRUE(reaches(other, ContributionState::Published));
    EXPECT_EQ(rig_.find(failing).state, ContributionState::Failed);
    broken = false;
    now += 999;
    std::this_thread::sleep_for(60ms); // three looks
    EXPECT_EQ(rig_.find(failing).state, ContributionState::Failed) << "it has to rest";
    now += 1;
    EXPECT_TRUE(reaches(failing, ContributionState::Published));
    EXPECT_EQ(rig_.find(failing).staleness, 1);
}

TEST_F(Lanes, giveUpInTheEnd) {
    std::atomic<int> measured{0};
    rig_.evaluator.before = [&](float, const CancellationToken&) {
        ++measured;
        throw Error(ErrorCode::Unavailable, "never");
    };
    settings_ = {.workers = 1, .pollMs = 5, .attempts = 3, .firstDelayMs = 0};
    const std::string id = contribute(5);
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_, [&] { return rig_.nowMs; });
    EXPECT_TRUE(signal_.waitFor([&] {
        return rig_.find(id).state == ContributionState::Failed && rig_.find(id).attempts == 3;
    }));
    std::this_thread::sleep_for(30ms);
    EXPECT_EQ(measured, 3);
}

TEST(RetryDelay, doublesUpToItsBound) {
    const LaneSettings settings{.firstDelayMs = 30'000, .longestDelayMs = 100'000};
    EXPECT_EQ(retryDelayMs(1, settings), 30'000);
    EXPECT_EQ(retryDelayMs(2, settings), 60'000);
    EXPECT_EQ(retryDelayMs(3, settings), 100'000);
    EXPECT_EQ(retryDelayMs(1'000'000, settings), 100'000);
    EXPECT_EQ(retryDelayMs(5, {.firstDelayMs = 0}), 0);
}

TEST_F(Lanes, leaveModelsWithoutGoldCasesAlone) {
    rig_.publish({{3, 4}}, "empty");
    const std::string waiting = contribute(5, "empty");
    const std::string other = contribute(5);
    settings_.workers = 1;
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    EXPECT_TRUE(reaches(other, ContributionState::Published));
    EXPECT_EQ(rig_.find(waiting).state, ContributionState::Received);
    rig_.addGoldCase('3', "empty");
    lanes.wake();
    EXPECT_TRUE(reaches(waiting, ContributionState::Published));
}

TEST_F(Lanes, stopAtOnce) {
    std::atomic<bool> waiting{false};
    rig_.evaluator.before = [&](float, const CancellationToken& cancel) {
        waiting = true;
        signal_.ring();
        while (!cancel.isCancelled()) {
            std::this_thread::sleep_for(1ms);
        }
        cancel.throwIfCancelled();
    };
    const std::string id = contribute(5);
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    ASSERT_TRUE(signal_.waitFor([&] { return waiting.load(); }));
    lanes.stop();
    lanes.stop();
    EXPECT_EQ(rig_.find(id).state, ContributionState::Evaluating);
    EXPECT_EQ(rig_.find(id).attempts, 0);

    rig_.evaluator.before = [](float, const CancellationToken&) {};
    MergeLanes later(rig_.metadata, rig_.pipeline, settings_);
    EXPECT_TRUE(reaches(id, ContributionState::Published));
}

/// A store that cannot be reached for a while.
class Outage final : public MetadataStore {
  public:
    explicit Outage(MetadataStore& inner) : inner_(inner) {}
    std::unique_ptr<MetadataReader> beginRead() override {
        if (down) {
            throw Error(ErrorCode::Unavailable, "the disk is gone");
        }
        return inner_.beginRead();
    }
    std::unique_ptr<MetadataWriter> beginWrite() override { return inner_.beginWrite(); }

    std::atomic<bool> down{true};

  private:
    MetadataStore& inner_;
};

TEST_F(Lanes, surviveAStoreThatIsDown) {
    Outage store(rig_.metadata);
    std::atomic<int> reports{0};
    settings_.pollMs = 5;
    const std::string id = contribute(5);
    MergeLanes lanes(store, rig_.pipeline, settings_, systemTimeMs, [&](const std::string& fault) {
        EXPECT_EQ(fault, "the disk is gone");
        ++reports;
        signal_.ring();
    });
    EXPECT_TRUE(signal_.waitFor([&] { return reports >= 3; }));
    store.down = false;
    EXPECT_TRUE(reaches(id, ContributionState::Published));
}

TEST_F(Lanes, giveEachModelItsTurn) {
    std::vector<std::string> ids;
    ids.reserve(3);
    for (int i = 0; i < 3; ++i) {
        ids.push_back(contribute(5 - 0.125F * static_cast<float>(i), "other"));
    }
    const std::string other = contribute(5, "tiny");
    std::vector<float> first;
    settings_.workers = 1;
    rig_.evaluator.before = [&](float parameter, const CancellationToken&) {
        first.push_back(parameter);
    };
    MergeLanes lanes(rig_.metadata, rig_.pipeline, settings_);
    EXPECT_TRUE(reaches(other, ContributionState::Published));
    EXPECT_EQ(rig_.find(ids.back()).state, ContributionState::Received)
        << "a long queue does not hold up another model";
    EXPECT_TRUE(reaches(ids.back(), ContributionState::Published));
}

} // namespace
} // namespace laurel
