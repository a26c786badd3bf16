#include "tool_box.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {

void ToolBox::activate(Command tool) {
    if (active_ != tool) {
        active_ = tool;
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
        return nullptr;
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
