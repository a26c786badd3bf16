#pragma once

#include "laurel/sdk/plugin.h"

#include <filesystem>
#include <string>

namespace laurel {

/// Throws Error PermissionDenied unless the file and its folder, symbolic links resolved, belong to
/// root or the user and only their owner can write them.
void requireTrusted(const std::filesystem::path& file);

/// Opens the library for the rest of the process's life and returns its entry point's answer.
/// @throws Error Unsupported when it cannot be loaded or has no entry point
const LaurelPluginInfo& openPlugin(const std::filesystem::path& file);

/// Throws Error Unsupported, with a message of its own for each difference, unless the plugin was
/// built for this very combination of Laurel, LibTorch, C++ ABI, compiler and JSON library.
void requireCompatible(const LaurelPluginInfo& info, const std::string& name,
                       const std::filesystem::path& file);

/// Throws Error Unsupported unless `offered` has the major number of `wanted` and is not older.
/// Both "major", "major.minor" or "major.minor.patch"; `what` begins the message.
void requireVersion(const std::string& offered, const std::string& wanted, const std::string& what);

/// Throws Error Unsupported when `offered` is older than `least`.
void requireAtLeast(const std::string& offered, const std::string& least, const std::string& what);

} // namespace laurel
