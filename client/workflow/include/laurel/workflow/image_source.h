#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/reading/image_reader.h"
#include "laurel/workflow/case.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// Whatever a person opens: a DICOM folder or file, or any other image that Laurel reads.
namespace laurel {

struct OpenedImage {
    std::shared_ptr<const Volume> image;
    ImageReference reference; ///< with digest
    std::vector<std::string> notes;
};
/// @throws Error InvalidArgument when there are several, and whatever the readers throw
OpenedImage openImage(const ImageRequest& request, ProgressSink& progress,
                      const CancellationToken& cancel);

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
