#pragma once

#include "laurel/net/laurel_home.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Files in the client's home.
namespace laurel {

/// As writeFileAtomically, with mode 0600 from the first byte on.
void writePrivateFile(const std::filesystem::path& path, std::string_view text);

/// @throws Error InvalidInput when others than the owner may read or write it, NotFound, Io
void requirePrivate(const std::filesystem::path& path);

/// Within one file system. @throws Error NotFound or Io
void renamePath(const std::filesystem::path& from, const std::filesystem::path& to);

/// The names of what a folder holds, ascending; none where it is missing. @throws Error Io
std::vector<std::string> namesIn(const std::filesystem::path& folder);

/// Removes what writers that were killed left behind in a folder: temporary folders a day old.
void removeAbandoned(const std::filesystem::path& folder) noexcept;

/// 32 hexadecimal digits that nobody can guess. @throws Error Io
std::string randomId();

} // namespace laurel
