#pragma once

#include <filesystem>

namespace laurel {

/// Checks that every dimension of a MINC 2 image has a length that can be read, as libminc goes on
/// with memory that it never wrote where it cannot (its volume.c: "Can't determine dimension
/// length"). Precondition: checkHdf5Start.
/// @throws Error InvalidInput naming the file and the dimension
void checkMincDimensions(const std::filesystem::path& path);

} // namespace laurel
