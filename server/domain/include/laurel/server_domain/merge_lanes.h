#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/server_domain/contribution_pipeline.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace laurel {

struct LaneSettings {
    std::size_t workers = 2;    ///< how many models are worked on at once
    std::int64_t pollMs = 5000; ///< for what other processes changed, such as gold cases

    std::int64_t attempts = 6;          ///< of a contribution that fails by the server's fault
    std::int64_t firstDelayMs = 30'000; ///< after the first failure; doubles with each
    std::int64_t longestDelayMs = 3'600'000;
};

/// How long a contribution rests after its `attempts`-th failure, from 1; ms.
std::int64_t retryDelayMs(std::int64_t attempts, const LaneSettings& settings);

/// Works on what was received, in the background: the contributions of one model one after the
/// other, in the order in which they were received, several models at once. Begins with what an
/// earlier process left. Thread-safe, but for construction, stop and destruction.
class MergeLanes {
  public:
    /// Starts the workers. Store and pipeline outlive the lanes.
    /// @param nowMs the clock by which failed contributions rest, as systemTimeMs
    /// @param onFault told what kept a worker from going on, such as a store that cannot be
    /// written; called by any worker, must not throw; may be empty
    MergeLanes(MetadataStore& metadata, ContributionPipeline& pipeline,
               const LaneSettings& settings = {},
               std::function<std::int64_t()> nowMs = systemTimeMs,
               std::function<void(const std::string&)> onFault = {});
    /// Stops.
    ~MergeLanes();
    MergeLanes(const MergeLanes&) = delete;
    MergeLanes& operator=(const MergeLanes&) = delete;

    /// To be called when there may be something new to do. Returns at once.
    void wake();
    /// Cancels what is under way, which stays in the state it has reached, and waits for the
    /// workers. Again: does nothing.
    void stop();

  private:
    using Clock = std::chrono::steady_clock;

    void work();
    bool serveOne();
    void reviveFailed();
    std::optional<std::string> claimModel(const std::vector<std::string>& candidates);
    bool serve(const std::string& modelId);
    void release(const std::string& modelId, bool rest);
    void report(const std::string& fault) const;

    MetadataStore& metadata_;
    ContributionPipeline& pipeline_;
    LaneSettings settings_;
    std::function<std::int64_t()> nowMs_;
    std::function<void(const std::string&)> onFault_;
    CancellationSource cancel_;

    std::mutex mutex_; ///< guards what follows, up to the threads
    std::condition_variable changed_;
    bool stopping_ = false;
    std::uint64_t wakes_ = 0;
    std::set<std::string> busy_;                       ///< models that a worker has
    std::map<std::string, Clock::time_point> resting_; ///< models to be left alone until then
    std::string lastServed_;                           ///< so that each model gets its turn

    std::vector<std::thread> threads_;
};

} // namespace laurel
