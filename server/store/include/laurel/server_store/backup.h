#pragma once

#include "laurel/server_store/data_check.h"
#include "laurel/server_store/data_folder.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace laurel {

struct BackupReport {
    std::size_t blobs = 0;
    std::uint64_t blobBytes = 0;
};

/// Copies a server's data, which may be running, as it is at one moment, into a new folder that
/// appears whole or not at all: first the database, then the blobs that it names, each checked
/// against its digest. Uploads under way are left out, since clients can send them again.
/// @param withSecrets also the private key and the secret of the access keys; without them, nobody
/// can sign as this server who has the backup, and restored access keys are of no use
/// @throws Error AlreadyExists when there is something at `target`, NotFound, InvalidInput when a
/// blob was changed, Io; as the stores do
BackupReport backUpData(const DataFolder& data, const std::filesystem::path& target,
                        bool withSecrets);

/// Makes the folder of a server's data from a backup, whole or not at all, after checking it all
/// (checkData). Private key and secret come along where the backup has them; else they are to be
/// put there before the server starts.
/// @param data absent or empty
/// @return what checkData found
/// @throws Error AlreadyExists when there is something in `data`, NotFound or InvalidInput when the
/// backup is none or is damaged, Io; as the stores do
DataReport restoreData(const std::filesystem::path& backup, const DataFolder& data);

} // namespace laurel
