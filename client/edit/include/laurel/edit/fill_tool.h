#pragma once

#include "laurel/edit/edit_tool.h"

namespace laurel {

struct FillParameters {
    ToolReach reach;
    Overwrite overwrite = Overwrite::Unlocked;
    bool operator==(const FillParameters&) const = default;
};

/// Fills the connected region (face neighbours) of the value under the pointer with the segment.
/// Background that reaches the border of the image in the plane of the view is left alone, so that
/// a click beside a muscle never floods the picture; in a volume this holds for every slice of that
/// direction, while the first and the last slice are no border: a hollow muscle may run through.
/// `release` then says so in the detail of an empty step, as it does for a locked segment.
/// Inverted: the region of the segment itself becomes background.
///
/// Everything happens in `press`. Costs one bit for each voxel of the slice (volume), and memory
/// for the region.
class FillTool final : public EditTool {
  public:
    FillParameters parameters;

    StepKind kind() const noexcept override { return StepKind::Fill; }
    std::string name() const override { return "Fill"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit&, const PointerSample&) override {}
    StepLabel release(LabelMapEdit& edit) override;
    std::unique_ptr<EditTool> forCopy() const override {
        return parameters.reach.kind == OperationReach::Slice ? nullptr
                                                              : std::make_unique<FillTool>(*this);
    }
    bool showsFirst() const noexcept override {
        return parameters.reach.kind != OperationReach::Slice;
    }

  private:
    ToolScene scene_;
    std::string whyNot_; ///< nothing was filled; empty otherwise
};

} // namespace laurel
