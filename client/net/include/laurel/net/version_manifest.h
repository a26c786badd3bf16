#pragma once

#include "laurel/net/server_client.h"
#include "laurel/package/manifest.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace laurel {

/// The manifest of a version that need not be on this computer: what it scored, where it comes
/// from. Asked for once and kept under `<home>/manifests`, as versions never change. Verified
/// before anything of it is believed: the statement with the pinned key, the file with the
/// statement.
/// @param home as laurelHome()
/// @throws Error InvalidInput when the server did not sign what it sent, LimitExceeded, Io; as
///         ServerClient
ModelManifest versionManifest(const std::filesystem::path& home, ServerClient& client,
                              const std::string& model, std::int64_t number);

} // namespace laurel
