#pragma once

#include "laurel/imaging/volume.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// By what the images of one series may belong to different volumes, in the order in which it is
/// tried.
enum class Trait {
    Stack,
    ImageType,
    Echo,
    Time,
    BValue,
    Gradient,
    InversionTime,
    FlipAngle,
    Acquisition,
    Trigger,
    Dimension, ///< of an enhanced object, whatever the others do not cover
    Place,     ///< where the image lies in its own plane
};
inline constexpr std::size_t traitCount = 12;

/// Where one slice lies in an image that packs many (Siemens mosaic).
struct MosaicTile {
    std::int64_t index = 0;   ///< row by row
    std::int64_t perRow = 1;  ///< tiles side by side
    std::int64_t columns = 0; ///< of the whole image
    std::int64_t rows = 0;
};

/// What Laurel needs of one image plane, as it stands in the file: of an object, of one frame of
/// it, or of one tile. No patient field is among it.
struct SliceHeader {
    std::filesystem::path file;
    std::int64_t frame = 0; ///< of the object
    std::optional<MosaicTile> tile;

    std::string seriesId; ///< empty where an anonymiser took it
    std::string sopClass;
    std::string transferSyntax; ///< UID
    std::string modality;
    std::string description; ///< UTF-8
    std::int64_t instanceNumber = 0;

    std::optional<std::uint64_t> pixelsAt; ///< where in the file the value of PixelData starts
    std::int64_t columns = 0;              ///< of the plane; 0 where the object is no image
    std::int64_t rows = 0;
    std::int64_t frames = 1; ///< of the object
    /// The frames are told apart, by functional groups (PS3.3 C.7.6.16) or as pictures one after
    /// the other, and this is one.
    bool hasFrameGroups = false;
    int samplesPerPixel = 1;
    int bitsAllocated = 0;
    int bitsStored = 0;
    int highBit = 0;
    bool isSigned = false;
    bool isPlanar = false; ///< colours plane by plane
    bool isMosaic = false; ///< of slices that could not be told apart
    bool hasModalityTable = false;
    std::string photometric;
    std::optional<Rescale> rescale =
        Rescale{};             ///< none: there is one, but not of two valid numbers
    std::string rescaleSource; ///< where not the ordinary one was used, a phrase for people
    std::optional<std::int64_t> padding; ///< PixelPaddingValue

    std::optional<std::array<double, 3>> position;     ///< ImagePositionPatient
    std::optional<std::array<double, 6>> orientation;  ///< ImageOrientationPatient
    std::optional<std::array<double, 2>> pixelSpacing; ///< between rows, between columns
    std::optional<double> sliceThickness;
    std::optional<double> sliceDistance; ///< SpacingBetweenSlices

    std::array<std::string, traitCount> traits; ///< as they stand; empty: not stated
    std::string echoNumber;

    std::string& trait(Trait which) { return traits[static_cast<std::size_t>(which)]; }
    const std::string& trait(Trait which) const { return traits[static_cast<std::size_t>(which)]; }
    bool isImage() const { return rows > 0 && columns > 0 && !photometric.empty(); }
    /// Shown as luminance: RGB, YBR and palette images.
    bool isColor() const { return samplesPerPixel != 1 || photometric == "PALETTE COLOR"; }
};

/// What tells series and studies apart for people; of a whole object.
struct ObjectHeader {
    std::string frameOfReference; ///< UID
    std::string studyId;          ///< StudyInstanceUID
    std::string studyDescription; ///< UTF-8
    std::string studyDate;        ///< as DICOM writes it, YYYYMMDD
    std::string patientLabel;     ///< "name (id)", UTF-8
    std::int64_t seriesNumber = 0;
};

/// One DICOM object: at least one slice.
struct ImageObject {
    ObjectHeader about;
    std::vector<SliceHeader> slices;
};

/// Reads up to the pixel data. None where the file is not DICOM (or no object, as a DICOMDIR).
/// Damaged files count as not DICOM here; decoding says what is wrong. Any thread.
std::optional<ImageObject> readImageObject(const std::filesystem::path& file);

} // namespace laurel
