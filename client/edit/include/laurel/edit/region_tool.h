#pragma once

#include "laurel/edit/edit_tool.h"

namespace laurel {

enum class RegionReach : std::uint8_t { Slice, Volume };

struct RegionParameters {
    static constexpr ParameterRange<double> toleranceRange{1, 100, 1};
    static constexpr ParameterRange<double> radiusRange{1, 100, 1};
    double tolerancePercent = 10; ///< how far values may differ, of the grey range
    double radiusMm = 30;         ///< no farther from the click, along each axis of the image
    RegionReach reach = RegionReach::Slice;
    Overwrite overwrite = Overwrite::Background;
    bool operator==(const RegionParameters&) const = default;
};

/// Grows from the voxel under the pointer over face neighbours whose value differs from its own by
/// no more than the tolerance, as far as the radius goes, and paints what it reached. Inverted: the
/// segment loses it. Everything happens in `press`; the radius bounds how long that takes.
class RegionTool final : public EditTool {
  public:
    RegionParameters parameters;

    StepKind kind() const noexcept override { return StepKind::Region; }
    std::string name() const override { return "Region"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit&, const PointerSample&) override {}
    StepLabel release(LabelMapEdit& edit) override;

  private:
    VoxelBox around(const VoxelIndex& seed, const Geometry& geometry) const;

    ToolScene scene_;
};

} // namespace laurel
