#include "laurel/workflow/case_store.h"

#include "case_document.h"
#include "case_files.h"
#include "case_reading.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <tuple>

namespace laurel {

namespace fs = std::filesystem;

namespace {

CaseSummary summaryOf(const fs::path& folder) {
    const CaseDocument document =
        parseCaseDocument(readDocumentText(folder), (folder / documentName).string());
    CaseSummary summary;
    summary.folder = folder;
    summary.name = document.name;
    summary.description = document.image.description;
    summary.image = document.image.path;
    summary.imageSha256 = document.image.sha256;
    summary.modified = document.modified;
    summary.reviewed =
        std::count(document.slices.begin(), document.slices.end(), SliceState::Reviewed);
    summary.slices = std::ssize(document.slices);
    return summary;
}

} // namespace

std::vector<CaseSummary> listCases(const fs::path& folderOfCases) {
    std::vector<CaseSummary> cases;
    std::error_code absent;
    if (!fs::is_directory(folderOfCases, absent)) {
        return cases;
    }
    for (const std::string& name : namesInFolder(folderOfCases)) {
        try {
            cases.push_back(summaryOf(folderOfCases / name));
        } catch (const Error&) {
            continue; // no case, or none that can be opened
        }
    }
    std::sort(cases.begin(), cases.end(), [](const CaseSummary& a, const CaseSummary& b) {
        return std::tie(b.modified, a.folder) < std::tie(a.modified, b.folder);
    });
    return cases;
}

StoredCase readCase(const fs::path& folder) {
    return readCaseFolder(folder).stored;
}

std::unique_ptr<Case> restoreCase(std::shared_ptr<const Volume> image, StoredCase stored) {
    const std::vector<SegmentLook> looks = stored.segmentation.looks;
    std::size_t budget = EditHistory::defaultBudget; // and what there is
    for (std::size_t i = 0; i < stored.steps.size(); ++i) {
        budget += stored.steps[i].bytes();
        if (i >= stored.position) {
            stored.steps[i].redo(stored.segmentation);
        }
    }
    const std::size_t undone = stored.steps.size() - stored.position;
    auto restored = std::make_unique<Case>(std::move(image), std::move(stored.image),
                                           std::move(stored.segmentation), budget);
    for (EditStep& step : stored.steps) {
        restored->replay(std::move(step));
    }
    for (std::size_t i = 0; i < undone; ++i) {
        restored->replayUndo();
    }
    restored->replayLooks(looks); // which undoing does not keep
    restored->replayModel(std::move(stored.model));
    restored->replayName(std::move(stored.name));
    return restored;
}

} // namespace laurel
