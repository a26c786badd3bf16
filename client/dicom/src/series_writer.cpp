#include "laurel/dicom/series_writer.h"

#include "dicom_libraries.h"
#include "dicom_text.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "object_elements.h"

#include <dcmtk/config/osconfig.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* mrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

/// The volume in 16 bits.
struct StoredPixels {
    std::vector<std::uint16_t> words; ///< two's complement where signed
    bool isSigned = false;
    Rescale rescale;
    double lowest = 0; ///< of the rescaled values
    double highest = 0;
    double largestError = 0;
};

template <typename T>
std::pair<double, double> rangeOf(const std::vector<T>& samples) {
    const auto [low, high] = std::ranges::minmax_element(samples);
    return {static_cast<double>(*low), static_cast<double>(*high)};
}

template <typename T>
bool areFinite(const std::vector<T>& samples) {
    if constexpr (std::is_floating_point_v<T>) {
        return std::ranges::all_of(samples, [](T v) { return std::isfinite(v); });
    }
    return true;
}

template <typename T>
bool areWhole(const std::vector<T>& samples) {
    if constexpr (std::is_floating_point_v<T>) {
        return std::ranges::all_of(samples, [](T v) { return v == std::floor(v); });
    }
    return true;
}

template <typename T>
StoredPixels inSixteenBits(const std::vector<T>& samples, const Rescale& rescale) {
    if (!areFinite(samples)) {
        throw Error(ErrorCode::InvalidInput, "an image with infinite or undefined values cannot be "
                                             "stored as DICOM");
    }
    const auto [low, high] = rangeOf(samples);
    StoredPixels stored;
    double step = 1;
    double offset = 0;
    const bool fitsUnsigned = low >= 0 && high <= 65535;
    if (areWhole(samples) && (fitsUnsigned || (low >= -32768 && high <= 32767))) {
        stored.isSigned = !fitsUnsigned || std::is_same_v<T, std::int16_t>;
    } else {
        step = high > low ? (high - low) / 65535 : 1;
        offset = low;
    }
    for (const T sample : samples) {
        const double quantised = std::round((static_cast<double>(sample) - offset) / step);
        const double error = std::abs(quantised * step + offset - static_cast<double>(sample));
        stored.largestError = std::max(stored.largestError, error * std::abs(rescale.slope));
        stored.words.push_back(static_cast<std::uint16_t>(static_cast<std::int32_t>(quantised)));
    }
    stored.rescale = {step * rescale.slope, offset * rescale.slope + rescale.intercept};
    const double atLow = low * rescale.slope + rescale.intercept;
    const double atHigh = high * rescale.slope + rescale.intercept;
    stored.lowest = std::min(atLow, atHigh);
    stored.highest = std::max(atLow, atHigh);
    return stored;
}

struct SeriesUids {
    explicit SeriesUids(Random& random)
        : study(newUid(random)), series(newUid(random)), frame(newUid(random)) {}
    std::string study;
    std::string series;
    std::string frame;
};

/// Modules Patient, General Study, General Series, Frame of Reference and General Equipment (PS3.3
/// A.4).
void addCommonModules(Elements& elements, const SeriesUids& uids,
                      const SeriesWriteOptions& options) {
    elements.text(DCM_SOPClassUID, mrImageStorage);
    elements.text(DCM_StudyDate, "");
    elements.text(DCM_StudyTime, "");
    elements.text(DCM_AccessionNumber, "");
    elements.text(DCM_Modality, "MR");
    elements.text(DCM_Manufacturer, "Laurel");
    elements.text(DCM_ReferringPhysicianName, "");
    elements.text(DCM_SeriesDescription, options.description);
    elements.text(DCM_PatientName, "Synthetic^Limb");
    elements.text(DCM_PatientID, "SYNTHETIC");
    elements.text(DCM_PatientBirthDate, "");
    elements.text(DCM_PatientSex, "");
    if (!options.bodyPart.empty()) {
        elements.text(DCM_BodyPartExamined, options.bodyPart);
    }
    elements.text(DCM_PatientPosition, "HFS");
    elements.text(DCM_StudyInstanceUID, uids.study);
    elements.text(DCM_SeriesInstanceUID, uids.series);
    elements.text(DCM_StudyID, "");
    elements.text(DCM_SeriesNumber, "1");
    elements.text(DCM_FrameOfReferenceUID, uids.frame);
    elements.text(DCM_Laterality, "");
    elements.text(DCM_PositionReferenceIndicator, "");
}

/// Modules MR Image and General Image.
void addImageModules(Elements& elements, std::int64_t slice) {
    elements.text(DCM_ImageType, "DERIVED\\SECONDARY\\OTHER");
    elements.text(DCM_ScanningSequence, "RM");
    elements.text(DCM_SequenceVariant, "NONE");
    elements.text(DCM_ScanOptions, "");
    elements.text(DCM_MRAcquisitionType, "2D");
    elements.text(DCM_RepetitionTime, "");
    elements.text(DCM_EchoTime, "");
    elements.text(DCM_EchoTrainLength, "");
    elements.text(DCM_InstanceNumber, std::to_string(slice + 1));
}

/// Module Image Plane.
void addPlane(Elements& elements, const Geometry& geometry, std::int64_t slice) {
    const auto& spacing = geometry.spacing();
    const Matrix3& d = geometry.direction();
    const WorldPoint position = geometry.toWorld(VoxelIndex{0, 0, slice});
    elements.numbers(DCM_SliceThickness, std::array{spacing[2]});
    elements.numbers(DCM_SpacingBetweenSlices, std::array{spacing[2]});
    elements.numbers(DCM_ImagePositionPatient, std::array{position.x, position.y, position.z});
    elements.numbers(DCM_ImageOrientationPatient, std::array{d[0], d[3], d[6], d[1], d[4], d[7]});
    elements.numbers(DCM_PixelSpacing, std::array{spacing[1], spacing[0]});
}

/// Modules Image Pixel, VOI LUT and, where values are rescaled, Modality LUT.
void addPixels(Elements& elements, const StoredPixels& stored, const GridSize& size,
               std::int64_t slice) {
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    elements.unsignedShort(DCM_SamplesPerPixel, 1);
    elements.text(DCM_PhotometricInterpretation, "MONOCHROME2");
    elements.unsignedShort(DCM_Rows, size.y);
    elements.unsignedShort(DCM_Columns, size.x);
    elements.unsignedShort(DCM_BitsAllocated, 16);
    elements.unsignedShort(DCM_BitsStored, 16);
    elements.unsignedShort(DCM_HighBit, 15);
    elements.unsignedShort(DCM_PixelRepresentation, stored.isSigned ? 1 : 0);
    elements.numbers(DCM_WindowCenter, std::array{(stored.lowest + stored.highest) / 2});
    elements.numbers(DCM_WindowWidth, std::array{std::max(1.0, stored.highest - stored.lowest)});
    if (!(stored.rescale == Rescale{})) {
        elements.numbers(DCM_RescaleIntercept, std::array{stored.rescale.intercept});
        elements.numbers(DCM_RescaleSlope, std::array{stored.rescale.slope});
        elements.text(DCM_RescaleType, "US");
    }
    elements.unsignedShorts(
        DCM_PixelData,
        std::span(stored.words).subspan(static_cast<std::size_t>(slice) * plane, plane));
}

void writeFile(const fs::path& file, DcmFileFormat& content) {
    const OFCondition written = content.saveFile(file.c_str(), EXS_LittleEndianExplicit);
    if (written.bad()) {
        throw Error(ErrorCode::Io, "cannot write " + file.string() + ": " + written.text());
    }
}

std::string fileName(std::int64_t slice) {
    const std::string digits = std::to_string(slice + 1);
    return "slice_" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits +
           ".dcm";
}

void requireWritable(const fs::path& folder, const Volume& volume,
                     const SeriesWriteOptions& options) {
    if (volume.frames() != 1) {
        throw Error(ErrorCode::Unsupported, "a volume of " + std::to_string(volume.frames()) +
                                                " frames cannot be written as one DICOM series");
    }
    const bool isPlain = std::ranges::all_of(
        options.description, [](char c) { return c >= 0x20 && c < 0x7F && c != '\\'; });
    if (options.description.size() > 64 || !isPlain) {
        throw Error(ErrorCode::InvalidArgument,
                    "a series description has at most 64 printable ASCII characters");
    }
    std::error_code absent;
    if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder, absent))) {
        throw Error(ErrorCode::AlreadyExists,
                    folder.string() + " exists and is not an empty folder");
    }
}

} // namespace

SeriesWriteReport writeSeries(const fs::path& folder, const Volume& volume,
                              const SeriesWriteOptions& options, const CancellationToken& cancel) {
    prepareDicomLibraries();
    requireWritable(folder, volume, options);
    const StoredPixels stored =
        std::visit([&](const auto& samples) { return inSixteenBits(samples, volume.rescale()); },
                   volume.pixels());
    Random random(options.seed);
    const SeriesUids uids(random);
    const GridSize& size = volume.geometry().size();
    const fs::path target = (folder / "").lexically_normal().parent_path();
    writeThroughTemporary(target, [&](const fs::path& made) {
        fs::create_directory(made);
        for (std::int64_t slice = 0; slice < size.z; ++slice) {
            cancel.throwIfCancelled();
            DcmFileFormat content;
            Elements elements(*content.getDataset());
            addCommonModules(elements, uids, options);
            elements.text(DCM_SOPInstanceUID, newUid(random));
            addImageModules(elements, slice);
            addPlane(elements, volume.geometry(), slice);
            addPixels(elements, stored, size, slice);
            writeFile(made / fileName(slice), content);
        }
    });
    return {stored.largestError};
}

} // namespace laurel
