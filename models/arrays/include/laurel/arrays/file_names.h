#pragma once

#include <filesystem>
#include <string_view>

/// Extensions of several parts, such as ".nii.gz", which std::filesystem does not know.
namespace laurel {

/// Whether the file name ends in `extension` (lower case, with its dot), in any case of letters,
/// and has something before it.
bool hasExtension(const std::filesystem::path& path, std::string_view extension);

/// The path with `extension` taken off its end and `replacement` put there.
/// Precondition: hasExtension(path, extension).
std::filesystem::path replaceExtension(const std::filesystem::path& path,
                                       std::string_view extension, std::string_view replacement);

} // namespace laurel
