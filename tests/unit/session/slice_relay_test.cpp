#include "slice_relay.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace laurel {
namespace {

/// Closures that wait for the window's thread, which is this one.
class Queue {
  public:
    TaskRunner::Post post() {
        return [this](std::function<void()> action) {
            const std::lock_guard lock(mutex_);
            actions_.push_back(std::move(action));
            most_ = std::max(most_, actions_.size());
        };
    }
    bool runOne() {
        std::function<void()> action;
        {
            const std::lock_guard lock(mutex_);
            if (actions_.empty()) {
                return false;
            }
            action = std::move(actions_.front());
            actions_.pop_front();
        }
        action();
        return true;
    }
    std::size_t most() const { return most_; } ///< that waited at once

  private:
    std::mutex mutex_;
    std::deque<std::function<void()>> actions_;
    std::size_t most_ = 0;
};

class Relay : public ::testing::Test {
  protected:
    void take(SliceRelay::Arrival arrival) {
        begun_ += arrival.begun ? 1 : 0;
        atOnce_ = std::max(atOnce_, arrival.slices.size());
        for (const SlicePreview& slice : arrival.slices) {
            taken_.push_back(slice.slice);
        }
    }

    Queue queue_;
    std::shared_ptr<SliceRelay> relay_ = std::make_shared<SliceRelay>(
        queue_.post(), [this](SliceRelay::Arrival arrival) { take(std::move(arrival)); });
    int begun_ = 0;
    std::size_t atOnce_ = 0;
    std::vector<std::int64_t> taken_;
};

TEST_F(Relay, BringsEachSliceOnceInOrderWithOneClosureOnItsWay) {
    constexpr std::int64_t slices = 500;
    std::atomic<bool> done = false;
    std::thread engine([&] {
        relay_->begin(std::make_unique<ProposalGrowth>(Geometry({2, 2, slices}, {1, 1, 1}),
                                                       std::vector<Segment>{},
                                                       SliceRange{0, slices - 1}));
        for (std::int64_t slice = 0; slice < slices; ++slice) {
            relay_->bring({slice, {1, 1, 1, 1}});
        }
        done = true;
    });
    while (!done || taken_.size() < slices) {
        if (!queue_.runOne()) {
            std::this_thread::yield();
        }
    }
    engine.join();
    EXPECT_FALSE(queue_.runOne());
    EXPECT_EQ(begun_, 1);
    EXPECT_EQ(queue_.most(), 1U);
    EXPECT_LE(atOnce_, SliceRelay::mostAtOnce);
    ASSERT_EQ(taken_.size(), static_cast<std::size_t>(slices));
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        EXPECT_EQ(taken_[static_cast<std::size_t>(slice)], slice);
    }
}

TEST_F(Relay, LetsTheWindowDoOtherThingsBetweenAFewSlices) {
    constexpr auto slices = static_cast<std::int64_t>(3 * SliceRelay::mostAtOnce);
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        relay_->bring({slice, {}});
    }
    int turns = 0;
    while (queue_.runOne()) {
        ++turns;
    }
    EXPECT_EQ(turns, 3);
    EXPECT_EQ(taken_.size(), 3 * SliceRelay::mostAtOnce);
}

TEST_F(Relay, TakesNothingOnceItIsClosed) {
    relay_->bring({0, {}});
    relay_->close();
    relay_->bring({1, {}});
    while (queue_.runOne()) {
    }
    EXPECT_TRUE(taken_.empty());
}

TEST_F(Relay, MayBeClosedByWhoTakes) {
    int taken = 0;
    std::weak_ptr<SliceRelay> self;
    auto own = std::make_shared<SliceRelay>(queue_.post(), [&](SliceRelay::Arrival) {
        ++taken;
        self.lock()->close();
    });
    self = own;
    own->bring({0, {}});
    ASSERT_TRUE(queue_.runOne());
    own->bring({1, {}});
    EXPECT_FALSE(queue_.runOne());
    EXPECT_EQ(taken, 1);
}

TEST_F(Relay, AClosureThatComesTooLateDoesNothing) {
    relay_->bring({0, {}});
    relay_.reset();
    EXPECT_TRUE(queue_.runOne());
    EXPECT_TRUE(taken_.empty());
}

} // namespace
} // namespace laurel
