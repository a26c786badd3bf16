#pragma once

#include "laurel/proto/messages.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/server_identity.h"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace laurel {

/// Bound on one file of a version: 2 GiB, as for weights.
inline constexpr std::uint64_t maxPublishedFileBytes = std::uint64_t{1} << 31;

/// Milliseconds since 1970, UTC.
std::int64_t systemTimeMs();

/// Makes versions of models: checks, stores, signs, and only then shows them, all or nothing.
/// Thread-safe; several processes may publish into the same stores, one after the other.
class Publisher {
  public:
    /// Stores and identity outlive the publisher. @param nowMs the clock, as systemTimeMs
    Publisher(MetadataStore& metadata, BlobStore& blobs, const ServerIdentity& identity,
              std::function<std::int64_t()> nowMs = systemTimeMs);

    /// Publishes a package folder as the next version of the model that its manifest names, and
    /// makes it the current one. Its manifest.json, weights.safetensors, CARD.md and network.pt are
    /// copied first, so that what was checked is what is stored; other files are left out.
    /// @throws Error InvalidInput naming file and field, AlreadyExists when the current version
    /// consists of the same files, NotFound, LimitExceeded, and as the stores do
    VersionInfo publish(const std::filesystem::path& folder);

  private:
    MetadataStore& metadata_;
    BlobStore& blobs_;
    const ServerIdentity& identity_;
    std::function<std::int64_t()> nowMs_;
};

} // namespace laurel
