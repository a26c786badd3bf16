#pragma once

#include "laurel/package/manifest.h"

#include <filesystem>

namespace laurel {

/// A manifest as a training begins with it, with the network.pt beside it where it names one.
/// @throws Error as parseManifest and attachNetworkProgram
ModelManifest readManifestFile(const std::filesystem::path& file);

} // namespace laurel
