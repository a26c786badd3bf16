#pragma once

#include "laurel/edit/edit_tool.h"

namespace laurel {

enum class BrushShape : std::uint8_t { Round, Square };
enum class BrushReach : std::uint8_t {
    Slice, ///< a disc or square in the plane of the view
    Volume ///< a ball or cube in mm
};

struct BrushParameters {
    static constexpr ParameterRange<double> sizeRange{0.2, 50.0, 0.5};
    static constexpr ParameterRange<double> toleranceRange{1, 100, 1};
    double sizeMm = 8; ///< diameter or edge; is taken into the range
    BrushShape shape = BrushShape::Round;
    BrushReach reach = BrushReach::Slice;
    bool pressureSetsSize = false;             ///< the size is `sizeMm` times the pressure
    bool followsIntensity = false;             ///< paints only what is alike where it was put down
    double tolerancePercent = 15;              ///< how far values may differ, of the grey range
    Overwrite overwrite = Overwrite::Unlocked; ///< the caller opens the edit with it
    bool operator==(const BrushParameters&) const = default;
};

/// Brush and, made with `erases`, eraser. A dab is every voxel whose centre lies within half the
/// size, in mm, of the pointer (taken onto the plane of the view), and the voxel under the pointer
/// besides. A stroke is the union of the dabs at every point of the pointer's path, a polyline
/// between samples: it is swept exactly, not stamped, so that fast strokes have no gaps and each
/// row of voxels is visited once. Where the pen's pressure sets the size, the sweep is cut into
/// pieces (at most 100) between which it differs by no more than half of the smallest spacing.
/// An inverted brush erases; an inverted eraser paints.
///
/// A brush that follows intensity takes the value under the pointer at `press` and leaves out
/// voxels whose value differs by more than the tolerance, whether values are positive, negative or
/// zero; where that value is no number, all of them.
class BrushTool final : public EditTool {
  public:
    explicit BrushTool(bool erases = false) : erases_(erases) {}

    BrushParameters parameters; ///< taken over by `press`: a change affects the next stroke

    bool erases() const noexcept { return erases_; }
    StepKind kind() const noexcept override;
    std::string name() const override;
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit& edit, const PointerSample& to) override;
    StepLabel release(LabelMapEdit& edit) override;

  private:
    double sizeAt(const PointerSample& sample) const;
    PointerSample onPlane(PointerSample sample) const;
    void sweepTo(LabelMapEdit& edit, const PointerSample& to);
    void sweepPiece(LabelMapEdit& edit, const ContinuousIndex& to, double sizeMm);
    void write(LabelMapEdit& edit, const VoxelIndex& start, std::int64_t length) const;
    void writeAlike(LabelMapEdit& edit, const VoxelIndex& start, std::int64_t length) const;
    void noteSeed(const PointerSample& at);
    bool takesAway() const noexcept { return erases_ != scene_.inverted; }

    bool erases_;
    BrushParameters inUse_; ///< of the stroke in hand
    ToolScene scene_;
    PointerSample last_;    ///< where the stroke has come to, on the plane
    double lastSizeMm_ = 0; ///< of the brush there
    double seedValue_ = 0;  ///< where the stroke began
    bool inAct_ = false;
};

} // namespace laurel
