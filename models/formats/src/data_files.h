#pragma once

#include "itk_image.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace laurel {

/// Where and how a file's samples are stored.
struct SampleStorage {
    std::filesystem::path file; ///< the header's own, or one beside it
    std::uint64_t offset = 0;
    bool isDeflated = false;
};

/// Finds the samples by the format's header alone, whose numbers are checked: finite, bounded, and
/// of a size that an uncompressed file holds. Empty for MINC, of which only the start is looked at
/// (see hdf5_start.h): its dimensions are attributes deep within HDF5.
/// @throws Error NotFound, Io; InvalidInput for a header without end; Unsupported for samples as
/// text,
///         spread over several files, or outside the header's folder
std::optional<SampleStorage> locateSamples(const std::filesystem::path& path, ItkFormat format);

/// Checks that `bytes` of samples are there, inflating compressed ones to their end: ITK's readers
/// take files that are cut short or damaged for complete.
/// @throws Error InvalidInput
void checkSamples(const SampleStorage& storage, std::uint64_t bytes);

} // namespace laurel
