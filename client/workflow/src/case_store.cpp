#include "laurel/workflow/case_store.h"

#include "case_reading.h"

#include <utility>

namespace laurel {

namespace fs = std::filesystem;

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
