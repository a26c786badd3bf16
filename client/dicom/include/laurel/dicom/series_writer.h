#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace laurel {

struct SeriesWriteOptions {
    /// All UIDs follow from it ("2.25." and 128 bits, PS3.5 B.2): the same seed and volume give the
    /// same bytes. Different images need different seeds.
    std::uint64_t seed = 0;
    std::string description = "Synthetic"; ///< SeriesDescription, at most 64 ASCII characters
    std::string bodyPart;                  ///< BodyPartExamined such as "LEG"; may be empty
};

/// What storing in 16 bits cost.
struct SeriesWriteReport {
    /// Greatest difference between a rescaled value and the one that was given; 0: nothing was
    /// lost.
    double largestError = 0;
};

/// Writes one object of MR Image Storage per slice, explicit VR little endian, patient
/// "Synthetic^Limb", as folder/slice_0001.dcm and so on along the third axis. The folder appears
/// whole or not at all.
///
/// Integers that fit are stored as they are; other values are spread over 16 bits by a rescale.
/// @throws Error AlreadyExists when the folder holds something, Unsupported for several frames,
///         InvalidInput for values that are not finite, Io, Cancelled
SeriesWriteReport writeSeries(const std::filesystem::path& folder, const Volume& volume,
                              const SeriesWriteOptions& options,
                              const CancellationToken& cancel = {});

} // namespace laurel
