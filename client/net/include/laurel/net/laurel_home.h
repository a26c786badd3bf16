#pragma once

#include <filesystem>

namespace laurel {

/// The folder of everything that a client keeps: the servers it knows, its keys, versions of
/// models, and what waits to be sent (docs/client.md). LAUREL_HOME; else laurel in XDG_DATA_HOME;
/// else .local/share/laurel in HOME. Absolute. Not made.
/// @throws Error InvalidArgument when none of the three is set
std::filesystem::path laurelHome();

/// Makes the home, for its owner alone, and a folder below it, where they are missing.
/// @throws Error Io
void makeFolders(const std::filesystem::path& home, const std::filesystem::path& below);

} // namespace laurel
