#pragma once

#include "laurel/server_store/data_folder.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// What was found in the folder of a server's data.
struct DataReport {
    std::size_t models = 0;
    std::size_t versions = 0;
    std::size_t contributions = 0;
    std::size_t goldCases = 0; ///< those not removed
    std::size_t auditEntries = 0;
    std::size_t blobs = 0; ///< that rows name and that are there
    std::uint64_t blobBytes = 0;
    std::vector<std::string> problems;    ///< for people; empty where all is well
    std::vector<std::string> orphanBlobs; ///< digests that no row names: no problem
    bool operator==(const DataReport&) const = default;
};

/// A blob that rows name.
struct NamedBlob {
    std::string owner;                 ///< for people, such as "version 1 of model \"leg\""
    std::optional<std::uint64_t> size; ///< bytes, where the rows say so
    bool needed = true; ///< false: of a contribution that is done with; it may be gone
    std::optional<std::int64_t> doneMs{}; ///< since when; none: it may still be asked for
    bool isPublished = false;             ///< as what it was done with
};

/// By digest.
using NamedBlobs = std::map<std::string, NamedBlob>;
NamedBlobs namedBlobs(MetadataStore& metadata);

/// Checks everything against everything else: the database itself, the signature of every version
/// and its statement against its row, the chain of the audit log, and every blob's presence, size
/// and digest. A contribution that is not done needs its blob, or no restart could go on with it;
/// an upload needs nothing, since it can be sent again. The server may be running. Reads all blobs.
/// @throws Error NotFound when the folder has no database; as the stores do
DataReport checkData(const DataFolder& folder);

} // namespace laurel
