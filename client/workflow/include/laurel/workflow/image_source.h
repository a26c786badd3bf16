#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/dicom/series.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/workflow/case.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// Whatever a person opens: a DICOM folder or file, or any other image that Laurel reads.
namespace laurel {

/// One thing in a path that could be opened.
struct ImageChoice {
    std::string seriesId; ///< empty unless DICOM
    std::string description;
    std::string modality;
    GridSize size;
    std::vector<std::string> problems; ///< why it cannot be opened; empty when it can
    std::vector<std::string> notes;
};

/// Whether the path is read through DICOM: a folder, or a file of no extension that Laurel knows.
bool isDicomPath(const std::filesystem::path& path);

/// By headers alone. @throws Error NotFound, Io, InvalidInput when the path holds no image
std::vector<ImageChoice> findImages(const std::filesystem::path& path,
                                    const CancellationToken& cancel);

/// The one series of the path that can be read, or that of this SeriesInstanceUID.
/// @param howToChoose how the caller lets people choose, such as "choose one with --series"
/// @throws Error InvalidInput where there is none, InvalidArgument naming them where there are
///         several or not this one
SeriesInfo chooseSeries(const std::filesystem::path& path, const std::string& seriesId,
                        const std::string& howToChoose, const CancellationToken& cancel);

struct LoadedImage {
    Volume volume;
    std::string seriesId;           ///< of DICOM, else empty
    std::vector<std::string> notes; ///< worth knowing, but no obstacle
};
/// @param seriesId empty: the only one there is
/// @throws Error as chooseSeries, InvalidArgument for a series of a path that is not DICOM, and
///         whatever the readers throw
LoadedImage loadImage(const std::filesystem::path& path, const std::string& seriesId,
                      const std::string& howToChoose, ProgressSink& progress,
                      const CancellationToken& cancel);

struct OpenedImage {
    std::shared_ptr<const Volume> image;
    ImageReference reference; ///< with digest
    std::vector<std::string> notes;
};
/// @param seriesId empty: the only one there is
/// @throws Error InvalidArgument when there are several, and whatever the readers throw
OpenedImage openImage(const std::filesystem::path& path, const std::string& seriesId,
                      ProgressSink& progress, const CancellationToken& cancel);

/// Whether a file of this format may not say where its voxels lie: arrays.
bool mayLackGrid(const std::filesystem::path& path);

/// Labels whose file may not say where they lie (arrays without affine or resolution): there they
/// take this grid. Others keep their own.
LabelMap readLabelsOn(const std::filesystem::path& path, const Geometry& grid);

/// A label file for an open image, brought onto its grid; names the file in its errors. Axes may
/// run otherwise than the image's, but every voxel has to be one of the image: nothing is
/// resampled. Values without a name get one. @throws Error InvalidInput describing both grids
LabelMap openLabels(const std::filesystem::path& path, const Geometry& grid);

/// "320×192×24 voxels of 1×1×8 mm, first voxel at (0, 0, 0) mm, axes LPS".
std::string describeGrid(const Geometry& geometry);

/// @throws Error InvalidInput describing both where the grids differ
void requireSameGrid(const Geometry& first, const std::string& firstName, const Geometry& second,
                     const std::string& secondName);

/// A name for a new case: the file's name without extension, or a series' description, of letters,
/// digits, "-" and "_"; "case" where nothing is left. No field of a patient is asked.
std::string caseNameFor(const ImageReference& reference);

/// A phantom leg of both sides that Laurel makes itself, for a first look:
/// `<home>/samples/sample-leg.nii.gz`, made where it is missing. @throws Error Io, Cancelled
std::filesystem::path sampleImage(const std::filesystem::path& home, ProgressSink& progress,
                                  const CancellationToken& cancel);

} // namespace laurel
