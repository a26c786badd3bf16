#pragma once

#include "laurel/package/manifest.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/metadata_store.h"

#include <filesystem>
#include <string>

namespace laurel {

/// "version 3 of model \"leg\"", for messages.
std::string nameOfVersion(const std::string& modelId, std::int64_t number);

/// "leg@3": as audit log, step observers and commands write it.
std::string shortNameOf(const PublishedVersion& version);

/// The version that is current now. @throws Error NotFound, as the store does
PublishedVersion currentVersionOf(MetadataReader& reader, const std::string& modelId);

/// Where the weights of a version lie, to be mapped. @throws Error NotFound
std::filesystem::path weightsFileOf(const BlobStore& blobs, const PublishedVersion& version);

/// With its network.pt, where it names one, which the administrator published with it.
/// @throws Error NotFound, as parseManifest and attachNetworkProgram
ModelManifest manifestOf(const BlobStore& blobs, const PublishedVersion& version);

} // namespace laurel
