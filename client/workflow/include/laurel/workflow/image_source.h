#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/workflow/case.h"

#include <filesystem>
#include <memory>
#include <optional>
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

/// By headers alone. @throws Error NotFound, Io, InvalidInput when the path holds no image
std::vector<ImageChoice> findImages(const std::filesystem::path& path,
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

/// A label file for an open image, brought onto its grid; names the file in its errors.
LabelMap openLabels(const std::filesystem::path& path, const Geometry& grid);

} // namespace laurel
