#pragma once

#include "laurel/edit/edit_tool.h"

#include <vector>

namespace laurel {

struct LassoParameters {
    Overwrite overwrite = Overwrite::Unlocked;
    bool operator==(const LassoParameters&) const = default;
};

/// Paints what a line drawn freely in the plane of the view encloses: every voxel whose centre lies
/// within it by the even-odd rule; a centre on the line belongs to one side, the same for
/// neighbouring areas. The line is closed from its end to its beginning. Inverted: erases.
/// Everything happens in `release`. Nothing where fewer than three points were drawn.
class LassoTool final : public EditTool {
  public:
    LassoParameters parameters;

    StepKind kind() const noexcept override { return StepKind::Lasso; }
    std::string name() const override { return "Lasso"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit& edit, const PointerSample& to) override;
    StepLabel release(LabelMapEdit& edit) override;
    std::span<const ContinuousIndex> drawn() const noexcept override { return line_; }

  private:
    void add(const PointerSample& at);
    void fill(LabelMapEdit& edit) const;

    ToolScene scene_;
    std::vector<ContinuousIndex> line_;
};

} // namespace laurel
