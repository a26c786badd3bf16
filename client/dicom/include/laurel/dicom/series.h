#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Image series of classic, single-frame DICOM objects (PS3.3 A.3 CT, A.4 MR and their like).
/// Patient fields are never read.
namespace laurel {

/// What the headers of one series say.
struct SeriesInfo {
    std::string id;          ///< SeriesInstanceUID; empty where an anonymiser took it
    std::string modality;    ///< "MR", "CT", "SEG", ...
    std::string description; ///< SeriesDescription in UTF-8, without control characters
    /// In slice order where the geometry is known, else by name.
    std::vector<std::filesystem::path> files;
    GridSize size; ///< columns, rows, files; zeros where the objects are no images
    /// Of the volume that readSeries would give; none where a problem prevents it.
    std::optional<Geometry> geometry;
    /// Why readSeries refuses this series, one sentence each; empty when it can be read.
    std::vector<std::string> problems;
    /// Worth knowing, but no obstacle.
    std::vector<std::string> notes;
};

/// The series in a folder (with its sub-folders, hidden ones left out) or of one file, by reading
/// headers only; ordered by description, then id. Files that are not DICOM are passed over. Images
/// without SeriesInstanceUID count as one series.
/// @throws Error NotFound, Io, or Cancelled
std::vector<SeriesInfo> findSeries(const std::filesystem::path& path,
                                   const CancellationToken& cancel = {});

/// Decodes the pixels. Slices are sorted along the normal of the image plane (row direction ×
/// column direction); spacing along it comes from the positions, never from SliceThickness unless
/// there is one slice only. Stored values are kept with their rescale (slope, intercept); where
/// the slices differ in either, the rescaled values are given as F32.
/// @throws Error Unsupported (a problem of the series, or a transfer syntax that GDCM cannot
/// decode),
///         InvalidInput (damaged pixel data, naming the file), NotFound, Cancelled
Volume readSeries(const SeriesInfo& series, ProgressSink& progress,
                  const CancellationToken& cancel);

} // namespace laurel
