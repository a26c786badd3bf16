#pragma once

#include "support/tiny_package.h"

#include "laurel/base/files.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <string>

namespace laurel {

/// 2026-01-31T23:59:59.999Z
inline constexpr std::int64_t exampleTimeMs = 1'769'903'999'999;

/// The stores of a server in a folder of their own, and packages to publish.
struct ServerFolder {
    TemporaryFolder folder;
    SqliteMetadataStore metadata{folder.path() / "db.sqlite", 2};
    FolderBlobStore blobs{folder.path() / "blobs"};
    ServerIdentity identity{Ed25519KeyPair(std::array<std::uint8_t, 32>{7})};
    int packages = 0;

    /// A new package folder; packages of different values differ in their weights.
    std::filesystem::path package(float value, const std::string& id = "tiny") {
        auto path = folder.path() / ("package-" + std::to_string(++packages));
        writeTinyPackage(path, value, id);
        return path;
    }

    VersionInfo publish(const std::filesystem::path& package) {
        return Publisher(metadata, blobs, identity, [] { return exampleTimeMs; }).publish(package);
    }
};

} // namespace laurel
