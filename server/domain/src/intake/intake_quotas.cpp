#include "intake/intake_quotas.h"

#include "laurel/server_domain/retry_later.h"

#include <system_error>
#include <vector>

namespace laurel {

namespace {

constexpr std::int64_t msPerDay = std::int64_t{24} * 3600 * 1000;

/// Seconds until a contribution of that time counts no more.
std::int64_t secondsLeft(std::int64_t createdMs, std::int64_t nowMs) {
    return (createdMs + msPerDay - nowMs + 999) / 1000;
}

/// When enough of these, oldest first, will have dropped out of the 24 hours.
/// @param most that may be left beside the new one
std::int64_t secondsUntilBytesFit(const std::vector<Contribution>& recent, std::uint64_t sum,
                                  std::uint64_t most, std::int64_t nowMs) {
    for (const Contribution& one : recent) {
        sum -= one.request.size;
        if (sum <= most) {
            return secondsLeft(one.createdMs, nowMs);
        }
    }
    return secondsLeft(nowMs, nowMs);
}

} // namespace

void requireQuota(ContributionReader& contributions, const Contribution& contribution,
                  const IntakeLimits& limits) {
    constexpr std::int64_t waitForOpen = 60;
    const std::int64_t now = contribution.createdMs;
    if (contributions.openOfKey(contribution.keyId).size() >= limits.openPerKey) {
        throw RetryLater("this key has " + std::to_string(limits.openPerKey) +
                             " contributions under way; wait until some are done",
                         waitForOpen);
    }
    std::vector<Contribution> recent =
        contributions.createdSince(contribution.keyId, now - msPerDay + 1);
    std::erase_if(recent, [&](const Contribution& one) { // as a clock that was wrong dated them
        return one.createdMs > now + msPerDay;
    });
    if (recent.size() >= limits.contributionsPerDay) {
        const Contribution& dropsOut = recent[recent.size() - limits.contributionsPerDay];
        throw RetryLater("this key announced " + std::to_string(recent.size()) +
                             " contributions within 24 hours; at most " +
                             std::to_string(limits.contributionsPerDay) + " are taken",
                         secondsLeft(dropsOut.createdMs, now));
    }
    std::uint64_t bytes = 0;
    for (const Contribution& one : recent) {
        bytes += one.request.size;
    }
    const std::uint64_t own = contribution.request.size;
    const std::uint64_t most = limits.bytesPerDay > own ? limits.bytesPerDay - own : 0;
    if (bytes > most) {
        throw RetryLater("this key announced " + std::to_string(bytes) +
                             " bytes within 24 hours; with " + std::to_string(own) +
                             " more they would exceed " + std::to_string(limits.bytesPerDay),
                         secondsUntilBytesFit(recent, bytes, most, now));
    }
}

void requireDisk(const std::filesystem::path& folder, std::uint64_t bytes,
                 const IntakeLimits& limits) {
    constexpr std::int64_t waitForDisk = 600;
    std::error_code failure;
    const std::filesystem::space_info space = std::filesystem::space(folder, failure);
    if (failure) {
        throw Error(ErrorCode::Io,
                    "cannot tell the free space of " + folder.string() + ": " + failure.message());
    }
    if (space.available < bytes || space.available - bytes < limits.leastFreeBytes) {
        throw RetryLater("the server's disk has no room for " + std::to_string(bytes) +
                             " bytes just now",
                         waitForDisk);
    }
}

} // namespace laurel
