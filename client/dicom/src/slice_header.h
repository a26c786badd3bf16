#pragma once

#include "laurel/imaging/volume.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace laurel {

/// What Laurel needs of one DICOM object, as it stands in the file. No patient field is among it.
struct SliceHeader {
    std::filesystem::path file;
    std::string seriesId; ///< empty where an anonymiser took it
    std::string sopClass;
    std::string transferSyntax; ///< UID
    std::string modality;
    std::string description; ///< UTF-8
    std::int64_t instanceNumber = 0;

    std::int64_t columns = 0; ///< 0 where the object is no image
    std::int64_t rows = 0;
    std::int64_t frames = 1;
    int samplesPerPixel = 1;
    int bitsAllocated = 0;
    int bitsStored = 0;
    int highBit = 0;
    bool isSigned = false;
    bool isMosaic = false;
    bool hasModalityTable = false;
    std::string photometric;
    std::optional<Rescale> rescale =
        Rescale{}; ///< none: there is one, but not of two valid numbers

    std::optional<std::array<double, 3>> position;     ///< ImagePositionPatient
    std::optional<std::array<double, 6>> orientation;  ///< ImageOrientationPatient
    std::optional<std::array<double, 2>> pixelSpacing; ///< between rows, between columns
    std::optional<double> sliceThickness;
    std::optional<double> sliceDistance; ///< SpacingBetweenSlices
};

/// Reads up to the pixel data. None where the file is not DICOM (or no object, as a DICOMDIR).
/// Damaged files count as not DICOM here; decoding says what is wrong.
std::optional<SliceHeader> readSliceHeader(const std::filesystem::path& file);

} // namespace laurel
