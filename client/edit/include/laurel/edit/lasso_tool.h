#pragma once

#include "laurel/edit/edit_tool.h"

#include <array>
#include <vector>

namespace laurel {

struct LassoParameters {
    ToolReach reach;
    Overwrite overwrite = Overwrite::Unlocked;
    bool operator==(const LassoParameters&) const = default;
};

/// Paints what a line in the plane of the view encloses: every voxel whose centre lies within it by
/// the even-odd rule; a centre on the line belongs to one side, the same for neighbouring areas.
/// The line is closed from its end to its beginning. Inverted: erases. With a reach beyond the
/// slice the same area of each slice, along the axis of the view.
///
/// A drag draws the line freely and closes it when it is released. Clicks are its corners: they
/// wait from act to act until the first is clicked again, or near it (as far as the pointer grips);
/// a drag between them adds its whole way. Another segment or plane drops what waits. Nothing is
/// painted before the line is closed, and nothing where it has fewer than three points.
class LassoTool final : public EditTool {
  public:
    LassoParameters parameters;

    StepKind kind() const noexcept override { return StepKind::Lasso; }
    std::string name() const override { return "Lasso"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit& edit, const PointerSample& to) override;
    StepLabel release(LabelMapEdit& edit) override;
    std::span<const ContinuousIndex> drawn() const noexcept override { return line_; }
    std::span<const ContinuousIndex> waiting(const SlicePlane& plane) const noexcept override;
    bool dropWaiting() noexcept override;
    bool showsFirst() const noexcept override {
        return parameters.reach.kind != OperationReach::Slice;
    }

  private:
    void add(const PointerSample& at);
    bool isNear(const ContinuousIndex& one, const ContinuousIndex& other, double mm) const;
    void fill(LabelMapEdit& edit, const std::vector<ContinuousIndex>& line,
              const VoxelBox& box) const;
    void fillRow(LabelMapEdit& edit, VoxelIndex start, int across, std::int64_t count) const;

    ToolScene scene_;
    std::array<double, 3> spacing_{1, 1, 1};
    std::vector<ContinuousIndex> line_;    ///< of the act in hand
    std::vector<ContinuousIndex> corners_; ///< of acts before
    bool moved_ = false;                   ///< the act in hand is a drag, no click
    double reachMm_ = 0;
};

} // namespace laurel
