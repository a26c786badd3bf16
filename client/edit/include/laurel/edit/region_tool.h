#pragma once

#include "laurel/edit/edit_tool.h"

namespace laurel {

struct RegionParameters {
    static constexpr ParameterRange<double> toleranceRange{1, 100, 1};
    static constexpr ParameterRange<double> radiusRange{1, 100, 1};
    double tolerancePercent = 10; ///< how far values may differ, of the grey range
    double radiusMm = 30;         ///< no farther from the click, along each axis of the image
    ToolReach reach;
    Overwrite overwrite = Overwrite::Background;
    bool operator==(const RegionParameters&) const = default;
};

/// Grows from the voxel under the pointer over face neighbours whose value differs from its own by
/// no more than the tolerance, as far as the radius goes, and paints what it reached. Inverted: the
/// segment loses it. A drag away from the seed sets the tolerance by its length, one percent for
/// half of what the pointer grips, and shows at once what comes of it; the parameter keeps it. The
/// radius bounds how long that takes.
class RegionTool final : public EditTool {
  public:
    RegionParameters parameters;

    StepKind kind() const noexcept override { return StepKind::Region; }
    std::string name() const override { return "Region"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit& edit, const PointerSample& to) override;
    StepLabel release(LabelMapEdit& edit) override;
    bool showsFirst() const noexcept override {
        return parameters.reach.kind != OperationReach::Slice;
    }

  private:
    std::optional<VoxelBox> around(const VoxelIndex& seed, const Geometry& geometry) const;
    void grow(LabelMapEdit& edit, double tolerancePercent);

    ToolScene scene_;
    std::optional<VoxelIndex> seed_; ///< none: pressed where nothing is
    ContinuousIndex pressedAt_;
    double shown_ = 0; ///< percent, of what is painted now
    std::string whyNot_;
};

} // namespace laurel
