#include "laurel/workflow/case_opening.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* caseFileName = "case.json";
constexpr const char* whereNow =
    "Put it back, or open the image from where it is now: its case is found by itself.";

/// The folder of the case that the path means; none when it means an image.
std::optional<fs::path> caseFolderOf(const fs::path& path) {
    std::error_code absent;
    if (path.filename() == caseFileName) {
        return path.parent_path();
    }
    return fs::exists(path / caseFileName, absent) ? std::optional(path) : std::nullopt;
}

/// The case of this image among those that are kept, whatever the image is called by now.
std::optional<fs::path> caseOfImage(const fs::path& folderOfCases, const std::string& sha256) {
    for (const CaseSummary& summary : listCases(folderOfCases)) {
        if (summary.imageSha256 == sha256) {
            return summary.folder;
        }
    }
    return std::nullopt;
}

bool isCurrent(const OpeningRequest& request, const fs::path& folder) {
    std::error_code absent;
    return request.current && fs::equivalent(*request.current, folder, absent);
}

OpenedImage imageOf(const StoredCase& stored, const OpeningRequest& request, ProgressSink& progress,
                    const CancellationToken& cancel) {
    const std::string at = stored.image.path.string();
    try {
        return openImage({.path = stored.image.path,
                          .seriesId = stored.image.seriesId,
                          .consent = stored.image.consent,
                          .picture = request.image.picture},
                         progress, cancel);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::NotFound) {
            throw;
        }
        throw Error(ErrorCode::NotFound,
                    "The image of " + stored.name + " is not at " + at + " any more. " + whereNow);
    }
}

void requireItsImage(const StoredCase& stored, const OpenedImage& image) {
    const std::string digest = stored.image.frame == image.reference.frame
                                   ? image.reference.sha256
                                   : imageDigest(*image.image, stored.image.frame);
    if (digest != stored.image.sha256) {
        throw Error(ErrorCode::Conflict, "The image at " + stored.image.path.string() +
                                             " is not the one that " + stored.name +
                                             " was drawn on. Nothing was opened. " + whereNow);
    }
}

CaseOpening resume(const fs::path& folder, StoredCase stored, OpenedImage image) {
    CaseOpening opening;
    opening.notes = std::move(image.notes);
    if (!stored.problem.empty()) {
        opening.notes.push_back(stored.problem);
    }
    stored.image.frameOfReference = std::move(image.reference.frameOfReference);
    stored.image.modality = std::move(image.reference.modality); // older cases did not note it
    opening.openCase = restoreCase(std::move(image.image), std::move(stored));
    opening.folder = CaseFolder::resume(folder, *opening.openCase);
    return opening;
}

CaseOpening openFolder(const OpeningRequest& request, const fs::path& folder,
                       ProgressSink& progress, const CancellationToken& cancel) {
    CaseOpening opening;
    opening.isCurrent = isCurrent(request, folder);
    if (opening.isCurrent) {
        return opening;
    }
    StoredCase stored = readCase(folder);
    OpenedImage image = imageOf(stored, request, progress, cancel);
    requireItsImage(stored, image);
    return resume(folder, std::move(stored), std::move(image));
}

CaseOpening begin(const fs::path& folderOfCases, OpenedImage image) {
    CaseOpening opening;
    opening.isNew = true;
    opening.notes = std::move(image.notes);
    Segmentation nothing{LabelMap(image.image->geometry())};
    const std::string name = caseNameFor(image.reference);
    opening.openCase = std::make_unique<Case>(std::move(image.image), std::move(image.reference),
                                              std::move(nothing));
    opening.openCase->setName(name);
    opening.folder = CaseFolder::create(folderOfCases, *opening.openCase);
    return opening;
}

/// What there is to choose from, where a path does not say which it means or none can be opened as
/// it is; nothing where choosing would not help. Those that open come first.
std::vector<ImageChoice> choicesOf(const fs::path& path, const CancellationToken& cancel) {
    std::vector<ImageChoice> all = findImages(path, cancel, Pictures::MiddleSlice);
    std::stable_partition(all.begin(), all.end(), std::mem_fn(&ImageChoice::canOpen));
    const bool helps = std::ranges::count_if(all, &ImageChoice::canOpen) > 1 ||
                       std::ranges::any_of(all, &ImageChoice::hasRemedy);
    return helps ? all : std::vector<ImageChoice>{};
}

/// The image whose slices are partly damaged, to be opened without them; fails as opening did where
/// there is none.
CaseOpening offerTheRest(const ImageRequest& request, const BrokenSlices& broken,
                         const CancellationToken& cancel) {
    CaseOpening opening;
    for (ImageChoice& choice : findImages(request.path, cancel, Pictures::MiddleSlice)) {
        if (choice.format == "dicom" && choice.seriesId == broken.seriesId()) {
            choice.problems = {broken.what()}; // any other was agreed to, or it were not read
            choice.remedy = request.consent;
            choice.remedy.blankBroken = true;
            opening.choices.push_back(std::move(choice));
        }
    }
    if (opening.choices.empty()) {
        throw; // broken, which the caller is handling
    }
    return opening;
}

/// Whether what went wrong may be a matter of choosing.
bool mayBeChosen(const Error& error, const ImageRequest& request) {
    const bool several = error.code() == ErrorCode::InvalidArgument;
    const bool none = error.code() == ErrorCode::InvalidInput;
    return request.seriesId.empty() && (several || none);
}

CaseOpening openImageAsCase(const OpeningRequest& request, ProgressSink& progress,
                            const CancellationToken& cancel) {
    OpenedImage image = openImage(request.image, progress, cancel);
    progress.report(1, "looking for its case");
    const std::optional<fs::path> folder =
        caseOfImage(request.folderOfCases, image.reference.sha256);
    if (!folder) {
        return begin(request.folderOfCases, std::move(image));
    }
    if (isCurrent(request, *folder)) {
        CaseOpening opening;
        opening.isCurrent = true;
        return opening;
    }
    return resume(*folder, readCase(*folder), std::move(image));
}

} // namespace

CaseOpening openAsCase(const OpeningRequest& request, ProgressSink& progress,
                       const CancellationToken& cancel) {
    if (const std::optional<fs::path> folder = caseFolderOf(request.image.path)) {
        return openFolder(request, *folder, progress, cancel);
    }
    try {
        return openImageAsCase(request, progress, cancel);
    } catch (const BrokenSlices& broken) {
        return offerTheRest(request.image, broken, cancel);
    } catch (const Error& error) {
        if (!mayBeChosen(error, request.image)) {
            throw;
        }
        CaseOpening opening;
        opening.choices = choicesOf(request.image.path, cancel);
        if (opening.choices.empty()) {
            throw;
        }
        return opening;
    }
}

} // namespace laurel
