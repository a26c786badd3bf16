#include "housekeeping.h"

#include "log.h"

#include "laurel/server_domain/publisher.h"

#include <exception>
#include <nlohmann/json.hpp>

namespace laurel {

Housekeeping::Housekeeping(MetadataStore& metadata, FolderBlobStore& blobs,
                           ContributionIntake& intake, UsageDesk& usage, ClockWatch& clock,
                           const HousekeepingSettings& settings)
    : metadata_(metadata), blobs_(blobs), intake_(intake), usage_(usage), clock_(clock),
      settings_(settings), thread_([this] { work(); }) {}

Housekeeping::~Housekeeping() {
    stop();
}

void Housekeeping::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Housekeeping::work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        try {
            clean();
        } catch (const std::exception& fault) {
            logError("housekeeping", {{"detail", fault.what()}});
        }
        lock.lock();
        changed_.wait_for(lock, settings_.interval, [this] { return stopping_; });
    }
}

void Housekeeping::clean() {
    if (!clock_.isSettled()) {
        logError("clock", {{"detail", "the system's clock jumped; nothing is deleted by its age "
                                      "until it has gone on evenly for an hour"}});
        return;
    }
    const std::size_t expired = intake_.removeExpired();
    const std::size_t reports = usage_.removeOlderThan(settings_.reportDays);
    const SweepReport swept = sweepBlobs(metadata_, blobs_, settings_.retention, systemTimeMs());
    logInfo("housekeeping", {{"expired_uploads", expired},
                             {"usage_reports", reports},
                             {"blobs", swept.blobs},
                             {"blob_bytes", swept.bytes}});
}

} // namespace laurel
