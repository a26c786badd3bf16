#pragma once

#include <filesystem>
#include <vector>

namespace laurel {

/// The file that holds the header: path itself, or foo.hdr (foo.hdr.gz) for foo.img and foo.img.gz.
std::filesystem::path niftiHeaderPath(const std::filesystem::path& path);

/// Where the image of the pair with this header may be, likeliest first.
std::vector<std::filesystem::path> niftiImagePaths(const std::filesystem::path& header);

} // namespace laurel
