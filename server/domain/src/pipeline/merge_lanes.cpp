#include "laurel/server_domain/merge_lanes.h"

#include "laurel/base/error.h"
#include "laurel/server_domain/clock_watch.h"

#include <algorithm>
#include <utility>

namespace laurel {

namespace {

constexpr std::size_t mostLookedAt = 1000;

} // namespace

std::int64_t retryDelayMs(std::int64_t attempts, const LaneSettings& settings) {
    std::int64_t delay = settings.firstDelayMs;
    for (std::int64_t i = 1; i < attempts && delay < settings.longestDelayMs; ++i) {
        delay *= 2;
    }
    return std::min(delay, settings.longestDelayMs);
}

MergeLanes::MergeLanes(MetadataStore& metadata, ContributionPipeline& pipeline,
                       const LaneSettings& settings, std::function<std::int64_t()> nowMs,
                       std::function<void(const std::string&)> onFault)
    : metadata_(metadata), pipeline_(pipeline), settings_(settings), nowMs_(std::move(nowMs)),
      onFault_(std::move(onFault)) {
    for (std::size_t i = 0; i < std::max<std::size_t>(settings_.workers, 1); ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

MergeLanes::~MergeLanes() {
    stop();
}

void MergeLanes::wake() {
    const std::lock_guard lock(mutex_);
    ++wakes_;
    resting_.clear();
    changed_.notify_all();
}

void MergeLanes::stop() {
    cancel_.cancel();
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

void MergeLanes::work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const std::uint64_t seen = wakes_;
        lock.unlock();
        const bool served = serveOne();
        lock.lock();
        if (!served) {
            changed_.wait_for(lock, std::chrono::milliseconds(settings_.pollMs),
                              [&] { return stopping_ || wakes_ != seen; });
        }
    }
}

/// @return whether there may be more to do at once
bool MergeLanes::serveOne() {
    std::optional<std::string> model;
    try {
        reviveFailed();
        model = claimModel(metadata_.beginRead()->contributions().modelsWithWork());
    } catch (const std::exception& fault) {
        report(fault.what());
    }
    if (!model) {
        return false;
    }
    const bool served = serve(*model);
    release(*model, !served);
    return true;
}

void MergeLanes::reviveFailed() {
    const std::int64_t now = nowMs_();
    const std::vector<Contribution> rested = metadata_.beginRead()->contributions().retryable(
        settings_.attempts, now - settings_.firstDelayMs + 1, now + settings_.firstDelayMs);
    for (const Contribution& contribution : rested) {
        if (!hasPassed(contribution.updatedMs, retryDelayMs(contribution.attempts, settings_),
                       now)) {
            continue;
        }
        const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
        if (writer->contributions().find(contribution.id)->state == ContributionState::Failed) {
            writer->contributions().advance(contribution.id, ContributionState::Failed,
                                            ContributionState::Received, now);
            writer->commit();
        }
    }
}

/// The one whose turn it is, in a circle.
std::optional<std::string> MergeLanes::claimModel(const std::vector<std::string>& candidates) {
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = Clock::now();
    std::erase_if(resting_, [&](const auto& entry) { return entry.second <= now; });
    std::optional<std::string> chosen;
    for (const std::string& model : candidates) {
        if (busy_.contains(model) || resting_.contains(model)) {
            continue;
        }
        const bool comesNext = model > lastServed_ && (!chosen || *chosen <= lastServed_);
        if (!chosen || comesNext) {
            chosen = model;
        }
    }
    if (chosen && !stopping_) {
        busy_.insert(*chosen);
        lastServed_ = *chosen;
        return chosen;
    }
    return std::nullopt;
}

/// @return false where the model is better left alone for a while
bool MergeLanes::serve(const std::string& modelId) {
    try {
        using Progress = ContributionPipeline::Progress;
        const std::vector<Contribution> queue =
            metadata_.beginRead()->contributions().queue(modelId, mostLookedAt);
        for (const Contribution& next : queue) {
            const Progress progress = pipeline_.process(next.id, cancel_.token());
            if (progress != Progress::Waiting) { // else those behind it go ahead
                return progress == Progress::Finished;
            }
        }
        return queue.empty();
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Cancelled) {
            report(error.what());
        }
    } catch (const std::exception& fault) {
        report(fault.what());
    }
    return false;
}

void MergeLanes::release(const std::string& modelId, bool rest) {
    const std::lock_guard lock(mutex_);
    busy_.erase(modelId);
    if (rest) {
        resting_[modelId] = Clock::now() + std::chrono::milliseconds(settings_.pollMs);
    }
}

void MergeLanes::report(const std::string& fault) const {
    if (onFault_) {
        onFault_(fault);
    }
}

} // namespace laurel
