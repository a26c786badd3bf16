#pragma once

#include "laurel/server_domain/access_keys.h"
#include "laurel/server_domain/server_identity.h"
#include "laurel/server_store/data_folder.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace laurel {

/// Everything that a server keeps, in one folder (DataFolder).
struct ServerData {
    /// Makes the folder, for its owner alone, when there is none. Several processes may open it.
    /// @param sessions of the database
    /// @param onDamaged as FolderBlobStore's
    /// @throws Error Io, and as its members
    ServerData(const std::filesystem::path& root, std::size_t sessions,
               std::function<void(const std::string&)> onDamaged = {});

    /// The keys under this folder's own secret. @throws Error as loadOrCreateSecret
    AccessKeys accessKeys();

    DataFolder folder;
    SqliteMetadataStore metadata;
    ServerIdentity identity; ///< whose keys the store tells
    FolderBlobStore blobs;
};

} // namespace laurel
