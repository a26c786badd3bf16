#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/error.h"
#include "laurel/base/progress.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Image series of DICOM objects: classic ones of one slice each (PS3.3 A.3 CT, A.4 MR and their
/// like), enhanced multi-frame ones (A.36, A.38), and Siemens mosaics. Whatever one series holds of
/// several volumes is told apart. docs/dicom.md says by what.
namespace laurel {

/// Where one slice lies: a frame of a file, or a tile of a frame that packs many.
struct SeriesPlane {
    std::filesystem::path file;
    std::int64_t frame = 0; ///< from 0
    std::int64_t tile = 0;  ///< from 0; of a mosaic, row by row
    bool operator==(const SeriesPlane&) const = default;
};

struct SliceHeader; // what Laurel reads of one slice; of no concern to users

/// What the headers of one volume say.
struct SeriesInfo {
    /// SeriesInstanceUID (empty where an anonymiser took it) where the series holds one volume;
    /// else "UID#1", "UID#2" and so on in an order that the headers alone decide. Where all of them
    /// share one grid, the plain UID is all of them together, 4-D.
    std::string id;
    std::string seriesId;    ///< SeriesInstanceUID, of whichever volume
    std::string modality;    ///< "MR", "CT", "SEG", ...
    std::string description; ///< SeriesDescription in UTF-8, without control characters, and what
                             ///< tells the volume from its siblings: "T2map, echo 2 (TE 4.6 ms)"
    /// In slice order where the geometry is known, else by name; each once.
    std::vector<std::filesystem::path> files;
    /// Slice by slice, frame after frame: frames × size.z of them where the geometry is known.
    std::vector<SeriesPlane> planes;
    /// Behind `planes`, in their order: so that readSeries need not read them once more.
    std::vector<std::shared_ptr<const std::vector<SliceHeader>>> headers;
    GridSize size;           ///< columns, rows, slices; zeros where the objects are no images
    std::int64_t frames = 1; ///< of a 4-D volume
    /// Of the volume that readSeries would give; none where a problem prevents it.
    std::optional<Geometry> geometry;
    /// Of the volume that readSeries would give with Irregular::Resample; none unless that is
    /// possible and needed.
    std::optional<Geometry> resampled;
    bool isColor = false; ///< shown as luminance, cannot be segmented
    /// Why readSeries refuses this series, one sentence each; empty when it can be read.
    std::vector<std::string> problems;
    /// Worth knowing, but no obstacle.
    std::vector<std::string> notes;

    std::int64_t seriesNumber = 0;
    std::string frameOfReference; ///< FrameOfReferenceUID; empty where there is none
    std::string studyId;          ///< StudyInstanceUID
    std::string studyDescription;
    std::string studyDate; ///< YYYYMMDD, as DICOM writes it; may be empty
    /// "Name (ID)": for the screen in front of the person who opened it. Never logged, stored, sent
    /// or printed unasked.
    std::string patientLabel;

    /// Whether the problem is one that Irregular::Resample overcomes.
    bool canResample() const { return resampled.has_value(); }
};

/// The volumes in a folder (with its sub-folders, hidden ones left out), of one file, or of the
/// files inside its folder that a DICOMDIR lists, by reading headers only, in two or more threads;
/// ordered by description, then id, the 4-D volume of a series before its parts. Files that are not
/// DICOM are passed over. Images without SeriesInstanceUID count as one series.
/// @throws Error NotFound, Io, InvalidInput for a DICOMDIR that cannot be read, or Cancelled
std::vector<SeriesInfo> findSeries(const std::filesystem::path& path,
                                   const CancellationToken& cancel = {});
std::vector<SeriesInfo> findSeries(const std::filesystem::path& path, ProgressSink& progress,
                                   const CancellationToken& cancel);

/// A small grey picture, rows from the top.
struct Thumbnail {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels; ///< width × height, x fastest; 0 is black
};

struct SeriesReadOptions {
    /// What to do with slices that lie on no regular grid: a tilted gantry, missing slices, uneven
    /// distances. Resample: linear interpolation onto SeriesInfo::resampled; where no slice was
    /// acquired, the padding value that the files state, or the lowest value.
    enum class Irregular { Refuse, Resample } irregular = Irregular::Refuse;
    /// What to do with slices that cannot be decoded. Blank: they hold the padding value that the
    /// files state, or the lowest value of the others.
    enum class Broken { Refuse, Blank } broken = Broken::Refuse;
    /// Told, one sentence each, what was done about them.
    std::function<void(const std::string&)> note = {};
    /// Given the middle slice, as seriesThumbnail makes it, before all others are read; not where
    /// it cannot be decoded.
    std::function<void(Thumbnail)> picture = {};
    int pictureEdge = 512;
};

/// InvalidInput: some slices of a series cannot be decoded, and Broken::Blank gives the others.
class BrokenSlices : public Error {
  public:
    BrokenSlices(std::string seriesId, const std::string& message)
        : Error(ErrorCode::InvalidInput, message), seriesId_(std::move(seriesId)) {}
    const std::string& seriesId() const noexcept { return seriesId_; } ///< SeriesInfo::id

  private:
    std::string seriesId_;
};

/// Decodes the pixels. Slices are sorted along the normal of the image plane (row direction ×
/// column direction); spacing along it comes from the positions, never from SliceThickness unless
/// there is one slice only. Stored values are kept with their rescale (slope, intercept); where
/// the slices differ in either, the rescaled values are given as F32. Colour becomes luminance
/// (ITU-R BT.601), U8.
/// @param series as findSeries gave it; one with files alone is read as all that they hold
/// @throws Error Unsupported (a problem of the series, or a transfer syntax that neither DCMTK nor
///         GDCM decodes), InvalidInput (damaged pixel data, naming the files; BrokenSlices where
///         others are whole), NotFound, Cancelled
Volume readSeries(const SeriesInfo& series, ProgressSink& progress, const CancellationToken& cancel,
                  const SeriesReadOptions& options = {});

/// The middle slice, its longer edge `edge` pixels (16 to 1024), in true proportions, from the
/// darkest to the brightest percent. None where it cannot be decoded. Any thread.
std::optional<Thumbnail> seriesThumbnail(const SeriesInfo& series, int edge);

} // namespace laurel
