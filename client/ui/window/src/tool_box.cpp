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
    case Command::ToolCurveSnap:
        return ContourAct::Snap;
    default:
        return std::nullopt;
    }
}

void ToolBox::switchMode() {
    const bool toCurves = !curveMode_;
    activate(toCurves ? lastOnCurves_ : lastOnVoxels_);
    if (curveMode_ != toCurves) { // a tool that serves both was used last
        curveMode_ = toCurves;
        Q_EMIT changed();
    }
}

namespace {

/// Whether the tool is at home among masks as well as among curves.
bool servesBoth(Command tool) noexcept {
    switch (tool) {
    case Command::ToolNavigate:
    case Command::ToolPick:
    case Command::ToolRuler:
    case Command::ToolAngle:
    case Command::ToolBoolean:
    case Command::ToolInterpolate:
        return true;
    default:
        return false;
    }
}

} // namespace

void ToolBox::activate(Command tool) {
    if (active_ != tool) {
        if (!curveMode_) {
            lastOnVoxels_ = active_;
        } else if (onCurves()) {
            lastOnCurves_ = active_;
        }
        active_ = tool;
        curveMode_ = onCurves() || (curveMode_ && servesBoth(tool));
        if (const auto act = actOf(tool)) {
            contour.parameters.act = *act;
        }
        contour.dropWaiting();
        lasso.dropWaiting();
        operations.islands.pick.reset();
        Q_EMIT changed();
    } else if (operation()) {
        Q_EMIT previewAsked();
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
    case Command::ToolLasso:
        return &lasso;
    case Command::ToolRegion:
        return &region;
    default:
        return onCurves() ? &contour : nullptr;
    }
}

std::optional<MaskOperation> ToolBox::operation() const {
    switch (active_) {
    case Command::ToolGrow:
        return operations.grow;
    case Command::ToolMorphology:
        return operations.morphology;
    case Command::ToolIslands:
        return operations.islands;
    case Command::ToolSmooth:
        return operations.smooth;
    case Command::ToolThreshold:
        return operations.threshold;
    case Command::ToolBoolean:
        return operations.boolean;
    default:
        return std::nullopt;
    }
}

OperationReach& ToolBox::operationReach() {
    const bool flat = active_ == Command::ToolThreshold; // all of a volume is rarely meant
    return operations.reach
        .try_emplace(active_, flat ? OperationReach::Slice : OperationReach::Volume)
        .first->second;
}

void ToolBox::pointIsland(const VoxelIndex& at, bool removes) {
    operations.islands.pick = IslandPick{at, removes};
    Q_EMIT changed();
}

PaintRules ToolBox::actRules() {
    return editTool() != nullptr ? viewTool().rules : PaintRules{operations.overwrite, area};
}

ViewTool ToolBox::viewTool() {
    ViewTool tool;
    tool.habits = habits;
    tool.held = &brush;
    tool.heldRules = {brush.parameters.overwrite, area};
    fill.parameters.reach.ranges = operations.ranges;
    lasso.parameters.reach.ranges = operations.ranges;
    region.parameters.reach.ranges = operations.ranges;
    tool.tool = editTool();
    if (tool.tool != nullptr) {
        tool.kind = ViewTool::Kind::Edit;
    } else if (active_ == Command::ToolPick) {
        tool.kind = ViewTool::Kind::Pick;
    } else if (active_ == Command::ToolRuler || active_ == Command::ToolAngle) {
        tool.kind = ViewTool::Kind::Measure;
        tool.measures = active_ == Command::ToolRuler ? MeasureKind::Length : MeasureKind::Angle;
    } else if (active_ == Command::ToolIslands) {
        tool.kind = ViewTool::Kind::Point;
    } else if (active_ == Command::ToolAutoSegment) {
        tool.kind = ViewTool::Kind::Rectangle;
    }
    tool.rules.area = area;
    if (active_ == Command::ToolBrush || active_ == Command::ToolEraser) {
        const BrushParameters& parameters =
            (active_ == Command::ToolBrush ? brush : eraser).parameters;
        tool.rules.overwrite = parameters.overwrite;
        tool.cursorMm = parameters.sizeMm;
        tool.cursorSquare = parameters.shape == BrushShape::Square;
    } else if (active_ == Command::ToolFill) {
        tool.rules.overwrite = fill.parameters.overwrite;
    } else if (active_ == Command::ToolLasso) {
        tool.rules.overwrite = lasso.parameters.overwrite;
    } else if (active_ == Command::ToolRegion) {
        tool.rules.overwrite = region.parameters.overwrite;
    } else if (onCurves()) {
        tool.rules = curveRules();
        tool.curves = &contour;
    }
    return tool;
}

void ToolBox::setPixel(double mm) {
    if (sizeUnit == SizeUnit::Pixels) {
        for (BrushTool* tool : {&brush, &eraser}) {
            double& size = tool->parameters.sizeMm;
            size = BrushParameters::sizeRange.clamp(size / pixelMm * mm);
        }
    }
    pixelMm = mm;
}

ParameterRange<double> ToolBox::sizeRange() const {
    constexpr auto range = BrushParameters::sizeRange;
    return sizeUnit == SizeUnit::Millimetres
               ? range
               : ParameterRange<double>{1, std::max(1.0, std::floor(range.high / pixelMm)), 1};
}

void ToolBox::changeSize(int steps) {
    BrushParameters& parameters = (active_ == Command::ToolEraser ? eraser : brush).parameters;
    const ParameterRange<double> range = sizeRange();
    const double size = parameters.sizeMm / unitMm();
    // Small brushes change by half millimetres or a pixel, large ones by a tenth of themselves.
    const double step = std::max(range.step, std::round(size * 0.1 / range.step) * range.step);
    parameters.sizeMm =
        BrushParameters::sizeRange.clamp(range.clamp(size + steps * step) * unitMm());
    Q_EMIT changed();
}

} // namespace laurel::ui
