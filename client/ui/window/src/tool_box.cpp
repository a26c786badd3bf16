#include "tool_box.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {

std::optional<ContourAct> ToolBox::actOf(Command tool) noexcept {
    switch (tool) {
    case Command::ToolCurveEdit:
        return ContourAct::Edit;
    case Command::ToolCurveDraw:
        return ContourAct::Draw;
    case Command::ToolCurveHole:
        return ContourAct::Hole;
    case Command::ToolCurveShape:
        return ContourAct::Shape;
    case Command::ToolCurveRemove:
        return ContourAct::Remove;
    default:
        return std::nullopt;
    }
}

Command ToolBox::meant(Command tool) const noexcept {
    if (!onCurves()) {
        return tool;
    }
    return tool == Command::ToolBrush    ? Command::ToolCurveDraw
           : tool == Command::ToolEraser ? Command::ToolCurveRemove
                                         : tool;
}

void ToolBox::switchMode() {
    activate(onCurves() ? lastOnVoxels_ : lastOnCurves_);
}

void ToolBox::activate(Command tool) {
    if (active_ != tool) {
        (onCurves() ? lastOnCurves_ : lastOnVoxels_) = active_;
        active_ = tool;
        if (const auto act = actOf(tool)) {
            contour.parameters.act = *act;
        }
        contour.dropPending();
        Q_EMIT changed();
    }
}

EditTool* ToolBox::editTool() {
    switch (active_) {
    case Command::ToolBrush:
        return &brush;
    case Command::ToolEraser:
        return &eraser;
    case Command::ToolFill:
        return &fill;
    default:
        return onCurves() ? &contour : nullptr;
    }
}

ViewTool ToolBox::viewTool() {
    ViewTool tool;
    tool.tool = editTool();
    if (tool.tool != nullptr) {
        tool.kind = ViewTool::Kind::Edit;
    } else if (active_ == Command::ToolPick) {
        tool.kind = ViewTool::Kind::Pick;
    }
    if (active_ == Command::ToolBrush || active_ == Command::ToolEraser) {
        const BrushParameters& parameters =
            (active_ == Command::ToolBrush ? brush : eraser).parameters;
        tool.overwrite = parameters.overwrite;
        tool.cursorMm = parameters.sizeMm;
        tool.cursorSquare = parameters.shape == BrushShape::Square;
    } else if (active_ == Command::ToolFill) {
        tool.overwrite = fill.parameters.overwrite;
    } else if (onCurves()) {
        tool.overwrite = contour.parameters.overwrite;
        tool.curves = &contour;
    }
    return tool;
}

void ToolBox::changeSize(int steps) {
    BrushParameters& parameters = (active_ == Command::ToolEraser ? eraser : brush).parameters;
    constexpr auto range = BrushParameters::sizeRange;
    // Small brushes change by half millimetres, large ones by a tenth of themselves.
    const double step =
        std::max(range.step, std::round(parameters.sizeMm * 0.1 / range.step) * range.step);
    parameters.sizeMm = range.clamp(parameters.sizeMm + steps * step);
    Q_EMIT changed();
}

} // namespace laurel::ui
