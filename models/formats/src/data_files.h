#pragma once

#include "itk_image.h"

#include <cstdint>
#include <filesystem>

namespace laurel {

/// The most bytes of samples that a file of this format can hold, by the size of the file where its
/// samples lie: for NRRD and MetaImage this may be another, which must lie in the same folder.
/// Reads only the text header, so that no library allocates for what cannot be there.
/// @throws Error NotFound, Io; InvalidInput for a header without end; Unsupported for samples
/// spread
///         over several files or outside the folder
std::uint64_t mostSampleBytes(const std::filesystem::path& path, ItkFormat format);

/// The file of samples that a header written by ITK names, or an empty path where there is none.
std::filesystem::path detachedDataFile(const std::filesystem::path& path, ItkFormat format);

} // namespace laurel
