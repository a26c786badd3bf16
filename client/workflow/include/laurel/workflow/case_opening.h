#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/workflow/case_store.h"
#include "laurel/workflow/image_source.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// From a path to a case that can be edited, on disk from the start. Takes its time: for a task.
namespace laurel {

struct OpeningRequest {
    ImageRequest image; ///< its path: an image file, DICOM, a case folder or its case.json
    std::filesystem::path folderOfCases;
    std::optional<std::filesystem::path> current; ///< folder of the case that is open already
};

/// A case with its folder; or, where a person has to choose, none but the choices; or neither where
/// it is the case that is open already.
struct CaseOpening {
    std::unique_ptr<Case> openCase;
    std::unique_ptr<CaseFolder> folder; ///< dies before the case that it hears
    bool isNew = false;
    bool isCurrent = false;
    /// What the path holds, of which several can be opened, or some only with a remedy.
    std::vector<ImageChoice> choices;
    std::vector<std::string> notes; ///< worth knowing
};

/// A case folder is resumed when its image is there and unaltered; an image is opened with the case
/// of `folderOfCases` that has its digest, wherever the image lies by now, else with a new one.
/// @throws Error Conflict when the image is another one, or the case is open elsewhere; and as
///         openImage, readCase and CaseFolder
CaseOpening openAsCase(const OpeningRequest& request, ProgressSink& progress,
                       const CancellationToken& cancel);

} // namespace laurel
