#pragma once

#include "laurel/edit/edit_history.h"
#include "laurel/edit/paint_rules.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace laurel {

struct OverwrittenRun;
class PaintPlaces;

/// The one door through which voxels change. Opened for one act; either committed as one named step
/// or, when it goes out of scope, undone: a stroke that is aborted or throws leaves no trace.
///
/// Every write obeys the rules and the locks at the time of opening, is bounded by the grid, and
/// notes what it overwrites as runs, so that memory follows what changed and not the volume.
/// While it is open nothing else may change the labels. One thread. Writing to, or committing, an
/// edit that has ended throws Error InvalidArgument.
class LabelMapEdit {
  public:
    /// @param target outlives the edit
    /// @param layer  in which it writes
    /// @throws Error InvalidArgument when there is no such layer, or the target has not one look
    /// for
    ///         each segment and one state for each slice
    LabelMapEdit(Segmentation& target, int layer, Overwrite overwrite = Overwrite::Unlocked);
    /// @param image of the case; needed, and outlives the edit, where the rules limit intensity
    LabelMapEdit(Segmentation& target, int layer, const PaintRules& rules,
                 const PaintImage& image = {});
    ~LabelMapEdit();
    LabelMapEdit(const LabelMapEdit&) = delete;
    LabelMapEdit& operator=(const LabelMapEdit&) = delete;

    const Segmentation& target() const noexcept { return target_; }
    int layer() const noexcept { return layer_; }

    /// Whether the segment may be painted; false when it is locked. Background may.
    bool mayPaint(std::uint16_t value) const noexcept;

    /// Gives the segment `length` voxels from `start` along x, where the rule allows it; what lies
    /// outside the grid is passed over. Nothing when the segment is locked.
    void paint(VoxelIndex start, std::int64_t length, std::uint16_t value);
    /// Takes these voxels from the segment; other segments stay. Nothing when it is locked.
    void erase(VoxelIndex start, std::int64_t length, std::uint16_t value);
    /// One voxel to any value (0: background), as `paint`; for operations over masks.
    void set(const VoxelIndex& index, std::uint16_t value);

    /// Whatever the rules: what this edit has painted becomes again what it was.
    /// Precondition: the voxel held `before` when the edit was opened.
    void giveBack(const VoxelIndex& index, std::uint16_t before);

    /// What changed since the last call, by writing or by reverting; for repainting.
    VoxelBox takeChanged() noexcept;
    /// Around all voxels written since the edit was opened, whatever they hold now; for naming.
    const VoxelBox& written() const noexcept { return written_; }

    /// Ends the edit. Slices whose voxels differ from what they were when it was opened become
    /// `changedSlices`, also where no label is left: somebody looked at them. The step is empty
    /// when no voxel differs. Undoing it gives the slices their former states back.
    EditStep commit(StepLabel label, SliceState changedSlices = SliceState::InWork);
    /// Ends the edit with everything as it was, and gives the step that `commit` would have: to be
    /// shown first, and done by Case::apply.
    EditStep takeBack(StepLabel label, SliceState changedSlices = SliceState::InWork);
    /// Puts every voxel back and goes on, for acts that find out on their way what they are.
    void startAnew();
    /// Lets go of `token` when the edit ends: by commit, revert or its destructor. For whoever gave
    /// the edit away and must know whether it is still open.
    void holdUntilClosed(std::shared_ptr<const void> token) { token_ = std::move(token); }

    /// Ends the edit and puts every voxel back; no slice changes its state. Nothing after the end.
    void revert() noexcept;

  private:
    void requireOpen() const;
    EditStep stepOf(StepLabel label, SliceState changedSlices) const;
    void putBack() noexcept;
    template <typename Allowed>
    void write(VoxelIndex start, std::int64_t length, std::uint16_t value, const Allowed& allowed);
    void fillRun(std::int64_t from, std::int64_t to, std::uint16_t present, std::uint16_t value);
    void close() noexcept;
    void note(std::int64_t offset, std::int64_t length, std::uint16_t before);

    Segmentation& target_;
    int layer_;
    std::vector<bool> locked_;                ///< by value, of this layer
    std::vector<bool> kept_;                  ///< by value: not to be painted over
    std::unique_ptr<PaintPlaces> places_;     ///< none: everywhere
    std::vector<OverwrittenRun> overwritten_; ///< in order of writing
    VoxelBox changed_;
    VoxelBox written_;
    bool open_ = true;
    std::shared_ptr<const void> token_;
};

} // namespace laurel
