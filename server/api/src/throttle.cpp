#include "throttle.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace laurel {

Throttle::Throttle(std::size_t perMinute, std::size_t burst)
    : perSecond_(static_cast<double>(perMinute) / 60), burst_(static_cast<double>(burst)) {}

std::optional<std::int64_t> Throttle::take(const std::string& name, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= mostNames) {
        forgetFullOnes(now);
    }
    Bucket& bucket = buckets_.try_emplace(name, Bucket{burst_, now}).first->second;
    const double tokens = tokensOf(bucket, now);
    if (tokens < 1) {
        return secondsUntilOne(tokens);
    }
    bucket = {tokens - 1, now};
    return std::nullopt;
}

std::optional<std::int64_t> Throttle::wait(const std::string& name, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const auto found = buckets_.find(name);
    return found == buckets_.end() ? std::nullopt : secondsUntilOne(tokensOf(found->second, now));
}

double Throttle::tokensOf(const Bucket& bucket, Clock::time_point now) const {
    const double seconds = std::chrono::duration<double>(now - bucket.at).count();
    return std::min(burst_, bucket.tokens + seconds * perSecond_);
}

std::optional<std::int64_t> Throttle::secondsUntilOne(double tokens) const {
    if (tokens >= 1) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(std::ceil((1 - tokens) / perSecond_));
}

/// A full bucket is like one that was never used. Where none is full, a quarter of all make room,
/// the fullest: whoever asks too much stays known.
void Throttle::forgetFullOnes(Clock::time_point now) {
    std::erase_if(buckets_,
                  [&](const auto& entry) { return tokensOf(entry.second, now) >= burst_; });
    if (buckets_.size() < mostNames) {
        return;
    }
    std::vector<double> tokens;
    tokens.reserve(buckets_.size());
    for (const auto& [name, bucket] : buckets_) {
        tokens.push_back(tokensOf(bucket, now));
    }
    const auto quarter = tokens.begin() + static_cast<std::ptrdiff_t>(tokens.size() / 4);
    std::nth_element(tokens.begin(), quarter, tokens.end(), std::greater<>());
    std::size_t left = tokens.size() / 4;
    std::erase_if(buckets_, [&, least = *quarter](const auto& entry) {
        return left > 0 && tokensOf(entry.second, now) >= least && left-- > 0;
    });
}

} // namespace laurel
