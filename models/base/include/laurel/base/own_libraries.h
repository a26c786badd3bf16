#pragma once

#include <filesystem>
#include <string>

namespace laurel {

/// Where a library of Laurel's own lies that is opened on first use: beside the running executable
/// as an installation has it (../lib/laurel), as a build tree has it (../lib), or in its own
/// folder. The first that exists, else where an installation would have it.
std::filesystem::path ownLibrary(const std::string& fileName);

} // namespace laurel
