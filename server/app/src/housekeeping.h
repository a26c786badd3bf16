#pragma once

#include "laurel/server_domain/clock_watch.h"
#include "laurel/server_domain/contribution_intake.h"
#include "laurel/server_domain/usage_desk.h"
#include "laurel/server_store/retention.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace laurel {

struct HousekeepingSettings {
    RetentionSettings retention;
    std::int64_t reportDays = 730; ///< that reports of usage are kept
    std::chrono::seconds interval{3600};
};

/// Ends uploads that expired and deletes what is kept no longer, at the start and then regularly,
/// in a thread of its own. A round that fails is logged; the next one tries again.
class Housekeeping {
  public:
    /// All that is referred to outlives it.
    Housekeeping(MetadataStore& metadata, FolderBlobStore& blobs, ContributionIntake& intake,
                 UsageDesk& usage, ClockWatch& clock, const HousekeepingSettings& settings);
    ~Housekeeping(); ///< stops
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;

    /// Waits for the round under way. Again: does nothing.
    void stop();

  private:
    void work();
    void clean();

    MetadataStore& metadata_;
    FolderBlobStore& blobs_;
    ContributionIntake& intake_;
    UsageDesk& usage_;
    ClockWatch& clock_;
    HousekeepingSettings settings_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false; ///< guarded by mutex_
    std::thread thread_;
};

} // namespace laurel
