#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/dicom/series.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Whatever a person opens, DICOM or any other file that Laurel reads, in the calling process.
/// Files that come from elsewhere are opened through image_reader.h, which does the same in a
/// process of its own.
namespace laurel {

/// A small grey picture, rows from the top.
struct SmallPicture {
    int width = 0; ///< 0: there is none
    int height = 0;
    std::vector<std::uint8_t> pixels; ///< width × height, x fastest
};

/// Whether listings come with pictures; each costs decoding a slice, or reading a file that is not
/// DICOM: of a folder's files only those that are small, while the list does not take long.
enum class Pictures { None, MiddleSlice };

/// What a person agreed to, where an image cannot be had as it is.
struct ReadingConsent {
    bool resample = false;    ///< slices that lie on no regular grid are interpolated onto one
    bool blankBroken = false; ///< slices that cannot be decoded stay empty
    bool operator==(const ReadingConsent&) const = default;
};

/// One thing in a path that could be opened.
struct ImageChoice {
    std::filesystem::path path; ///< what to open: the path asked for, or one file in that folder
    std::filesystem::path firstFile; ///< whose header tells about it; empty where there is none
    std::string format;              ///< "dicom", or as formatName of laurel/formats/files.h
    std::string seriesId;            ///< of laurel/dicom/series.h's `id`; empty unless DICOM
    std::string studyId;
    std::string study; ///< "Knee follow-up, 2026-11-26"; empty where nothing is known
    /// For the screen, and only when a person asks for it: never logged, stored, sent or printed.
    std::string patient;
    std::string description;
    std::string modality;
    GridSize size; ///< zeros where nothing is known
    std::int64_t frames = 1;
    std::optional<Geometry> geometry;
    bool isColor = false;              ///< shown as grey; cannot be segmented
    std::vector<std::string> problems; ///< why it cannot be opened; empty when it can
    ReadingConsent remedy;             ///< what would have to be agreed to, to open it nevertheless
    std::vector<std::string> notes;
    SmallPicture picture;

    bool canOpen() const { return problems.empty(); }
    bool hasRemedy() const { return !canOpen() && !(remedy == ReadingConsent{}); }
};

struct ImageRequest {
    std::filesystem::path path;
    std::string seriesId = {}; ///< empty: the only one there is
    /// How the caller lets people choose, such as "choose one with --series"; for messages.
    std::string howToChoose = "choose one of them";
    ReadingConsent consent = {};
    /// Given the middle slice as soon as it is read, long before the image, on the thread that
    /// waits for it; DICOM only. Empty: nobody wants it.
    std::function<void(const SmallPicture&)> picture = {};
};

struct LoadedImage {
    Volume volume;
    std::filesystem::path path;        ///< the path asked for, or the one image in that folder
    std::string seriesId;              ///< of DICOM, else empty
    std::vector<std::string> notes;    ///< worth knowing, but no obstacle
    std::string frameOfReference = {}; ///< UID, where DICOM says one
    bool isColor = false;              ///< shown as grey; cannot be segmented
};

/// Whether the path is read through DICOM: a folder, or a file of no extension that Laurel knows.
bool isDicomPath(const std::filesystem::path& path);

/// By headers alone: every series below a folder, and the other images that lie in it, by name.
/// @throws Error NotFound, Io, Cancelled, InvalidInput when the path holds no image
std::vector<ImageChoice> findImagesHere(const std::filesystem::path& path, Pictures pictures,
                                        const CancellationToken& cancel);

/// A folder is read as DICOM; where it holds none, its one other image.
/// @throws Error InvalidInput where no image can be read, InvalidArgument naming them where there
///         are several or not this one, BrokenSlices, and whatever the readers throw
LoadedImage loadImageHere(const ImageRequest& request, ProgressSink& progress,
                          const CancellationToken& cancel);

/// Whether the file is a DICOM SEG or RTSTRUCT.
bool isDicomMask(const std::filesystem::path& path);

/// Whether labels in this file may need the image's grid: arrays, and contours.
bool mayLackGrid(const std::filesystem::path& path);

struct LabelRequest {
    /// A label map in any format, a folder of masks (one file for each structure), a DICOM SEG or
    /// an RTSTRUCT.
    std::filesystem::path path;
    /// Of the image: taken by labels whose file may not say where they lie (arrays without affine
    /// or resolution) and by contours, which need one. Others keep their own.
    std::optional<Geometry> grid = {};
    std::filesystem::path table = {}; ///< of names; empty: the one that belongs to the file, if any
};

struct LoadedLabels {
    LabelMap labels;
    std::vector<std::string> notes = {};
    std::string frameOfReference = {}; ///< UID, where DICOM says one
};

/// @throws Error InvalidArgument for contours without a grid, and whatever the readers throw
LoadedLabels loadLabelsHere(const LabelRequest& request);

} // namespace laurel
