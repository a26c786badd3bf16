#include "case_saving.h"

#include "automatic_file.h"
#include "case_files.h"
#include "case_picture.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <algorithm>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

void writeLayer(const fs::path& path, const LabelMap& labels, int layer) {
    if (labels.layers() == 1) {
        writeNifti(path, labels);
        return;
    }
    const auto voxels = labels.layer(layer);
    writeNifti(path, LabelMap(labels.geometry(),
                              std::vector<std::uint16_t>(voxels.begin(), voxels.end())));
}

/// Whether case.json is the one that this save has written.
bool isInPlace(const fs::path& folder, const std::string& text) noexcept {
    try {
        return readDocumentText(folder) == text;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

FolderSave::FolderSave(std::shared_ptr<FolderHold> hold, CaseDocument document,
                       std::function<LabelMap()> labels, AutomaticMasks automatic,
                       std::size_t steps, std::shared_ptr<const Volume> image)
    : hold_(std::move(hold)), document_(std::move(document)), labels_(std::move(labels)),
      automatic_(std::move(automatic)), steps_(steps), image_(std::move(image)) {}

void FolderSave::run(ProgressSink& progress, const CancellationToken& cancel) {
    const std::lock_guard turn(hold_->turn);
    if (hold_->saved >= document_.save) {
        return; // a later save was faster, and holds all that this one would
    }
    const std::string text = serialize(document_);
    const LabelMap labels = std::exchange(labels_, nullptr)();
    try {
        writeMasks(labels, progress, cancel);
        writeFileAtomically(hold_->folder / documentName, text);
    } catch (...) {
        // Where only the folder's fsync failed, case.json is the new one already.
        if (!isInPlace(hold_->folder, text)) {
            removeMasks(labels.layers());
            throw;
        }
    }
    hold_->saved = document_.save;
    succeeded_ = true;
    writePicture(labels);
    progress.report(1, "saved");
}

void FolderSave::writeMasks(const LabelMap& labels, ProgressSink& progress,
                            const CancellationToken& cancel) const {
    for (int layer = 0; layer < labels.layers(); ++layer) {
        cancel.throwIfCancelled();
        progress.report(static_cast<double>(layer) / labels.layers(), "writing labels");
        writeLayer(hold_->folder / labelsName(document_.save, layer), labels, layer);
    }
    if (document_.automatic) {
        writeFileAtomically(hold_->folder / automaticName(document_.save), bytesOf(automatic_));
    }
    cancel.throwIfCancelled();
}

/// For lists only: where it cannot be written, the case is as well kept without it.
void FolderSave::writePicture(const LabelMap& labels) const {
    // A case may name a frame that the image at hand does not have.
    const std::int64_t frame =
        std::clamp<std::int64_t>(document_.image.frame, 0, image_->frames() - 1);
    try {
        writeCasePicture(hold_->folder,
                         pictureOfCase(*image_, frame, labels, document_.table.looks));
    } catch (const Error&) {
        return;
    }
}

void FolderSave::removeMasks(int layers) const noexcept {
    for (int layer = 0; layer < layers; ++layer) {
        std::error_code ignored;
        fs::remove(hold_->folder / labelsName(document_.save, layer), ignored);
    }
    std::error_code ignored;
    fs::remove(hold_->folder / automaticName(document_.save), ignored);
}

} // namespace laurel
