#pragma once

#include "case_document.h"
#include "case_lock.h"

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/workflow/case_store.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

namespace laurel {

/// What the saves of an open folder share; it stays locked until the last of them is gone.
struct FolderHold {
    explicit FolderHold(const std::filesystem::path& path) : folder(path), lock(path) {}

    std::filesystem::path folder;
    CaseLock lock;
    std::mutex turn;        ///< one save at a time
    std::int64_t saved = 0; ///< number in case.json; guarded by turn

    bool hasSave() {
        const std::lock_guard hold(turn);
        return saved > 0;
    }
};

/// One save. `run` is for any thread; the rest is constant.
class FolderSave final : public CaseFolder::Save {
  public:
    /// @param labels as CaseFolder::beginSave
    /// @param image of the case, for its picture
    FolderSave(std::shared_ptr<FolderHold> hold, CaseDocument document,
               std::function<LabelMap()> labels, AutomaticMasks automatic, std::size_t steps,
               std::shared_ptr<const Volume> image);

    void run(ProgressSink& progress, const CancellationToken& cancel) override;

    std::int64_t number() const noexcept { return document_.save; }
    std::size_t steps() const noexcept { return steps_; } ///< written before it began
    bool succeeded() const noexcept { return succeeded_; }

  private:
    void writeMasks(const LabelMap& labels, ProgressSink& progress,
                    const CancellationToken& cancel) const;
    void removeMasks(int layers) const noexcept;
    void writePicture(const LabelMap& labels) const;

    std::shared_ptr<FolderHold> hold_;
    CaseDocument document_;
    std::function<LabelMap()> labels_;
    AutomaticMasks automatic_;
    std::size_t steps_;
    std::shared_ptr<const Volume> image_;
    std::atomic<bool> succeeded_ = false;
};

} // namespace laurel
