#pragma once

#include "laurel/server_domain/server_identity.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <cstddef>
#include <filesystem>

namespace laurel {

/// Everything that a server keeps, in one folder: server.key, laurel.sqlite, blobs/.
struct ServerData {
    /// Makes the folder, for its owner alone, when there is none. Several processes may open it.
    /// @param sessions of the database
    /// @throws Error Io, and as its members
    ServerData(const std::filesystem::path& folder, std::size_t sessions);

    ServerIdentity identity;
    SqliteMetadataStore metadata;
    FolderBlobStore blobs;
};

} // namespace laurel
