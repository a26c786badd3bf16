#pragma once

#include "laurel/edit/edit_tool.h"

namespace laurel {

enum class FillReach : std::uint8_t { Slice, Volume };

struct FillParameters {
    FillReach reach = FillReach::Slice;
    Overwrite overwrite = Overwrite::Unlocked;
    bool operator==(const FillParameters&) const = default;
};

/// Fills the connected region (face neighbours) of the value under the pointer with the segment.
/// In a slice, background that reaches the border of the image is left alone, so that a click
/// beside a muscle never floods the picture; `release` then says so in an empty step. Inverted: the
/// region of the segment itself becomes background.
class FillTool final : public EditTool {
  public:
    FillParameters parameters;

    StepKind kind() const noexcept override { return StepKind::Fill; }
    std::string name() const override { return "Fill"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit&, const PointerSample&) override {}
    StepLabel release(LabelMapEdit& edit) override;

  private:
    ToolScene scene_;
};

} // namespace laurel
