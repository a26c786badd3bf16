#include "laurel/server_store/retention.h"

#include "laurel/server_domain/clock_watch.h"
#include "laurel/server_store/data_check.h"

#include <algorithm>
#include <string>
#include <vector>

namespace laurel {

namespace {

constexpr std::int64_t msPerDay = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t msPerHour = std::int64_t{3600} * 1000;

/// Digests that may go: no row needs them, and those that name them are done with for long enough.
std::vector<std::string> unneeded(MetadataStore& metadata, const FolderBlobStore& blobs,
                                  const RetentionSettings& settings, std::int64_t nowMs) {
    const std::vector<std::string> stored = blobs.list(); // before the rows: newer ones stay
    const NamedBlobs named = namedBlobs(metadata);
    std::vector<std::string> digests;
    for (const std::string& sha256 : stored) {
        const auto found = named.find(sha256);
        if (found == named.end()) {
            if (blobs.storedMs(sha256) <= nowMs - settings.orphanDays * msPerDay) {
                digests.push_back(sha256);
            }
            continue;
        }
        const NamedBlob& blob = found->second;
        const std::int64_t days = blob.isPublished ? settings.publishedDays : settings.rejectedDays;
        if (!blob.needed && blob.doneMs && hasPassed(*blob.doneMs, days * msPerDay, nowMs)) {
            digests.push_back(sha256);
        }
    }
    return digests;
}

} // namespace

SweepReport sweepBlobs(MetadataStore& metadata, FolderBlobStore& blobs,
                       const RetentionSettings& settings, std::int64_t nowMs) {
    SweepReport report;
    for (const std::string& sha256 : unneeded(metadata, blobs, settings, nowMs)) {
        const std::uint64_t bytes = blobs.removeOlder(sha256, nowMs - msPerHour);
        report.blobs += bytes > 0 ? 1 : 0;
        report.bytes += bytes;
    }
    return report;
}

} // namespace laurel
