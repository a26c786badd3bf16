#pragma once

#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <cstddef>
#include <cstdint>

namespace laurel {

/// How long bytes stay that nothing needs any more. Days.
struct RetentionSettings {
    std::int64_t rejectedDays = 7;   ///< content of a rejected contribution
    std::int64_t publishedDays = 30; ///< content of one that became part of a version
    std::int64_t orphanDays = 1;     ///< blobs that no row names, as a crash may leave them
};

struct SweepReport {
    std::size_t blobs = 0; ///< that were deleted
    std::uint64_t bytes = 0;
    bool operator==(const SweepReport&) const = default;
};

/// Deletes the blobs of contributions that are done with for so long, and orphans of that age. What
/// a version, a gold case, a contribution in work, failed or on its way in names is never touched,
/// whatever else names it; the rows of contributions stay. The server may be running, and others
/// may store the same bytes meanwhile: what was stored anew within the last hour stays.
/// @param nowMs as systemTimeMs @throws as the stores do
SweepReport sweepBlobs(MetadataStore& metadata, FolderBlobStore& blobs,
                       const RetentionSettings& settings, std::int64_t nowMs);

} // namespace laurel
