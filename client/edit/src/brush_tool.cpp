#include "laurel/edit/brush_tool.h"

#include "brush_sweep.h"
#include "laurel/edit/operations.h"
#include "pointed_voxel.h"
#include "step_text.h"
#include "voxel_runs.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

/// What `range` has beyond `covered`: at most two parts.
std::array<RowRange, 2> beyond(const RowRange& range, const RowRange& covered) {
    if (covered.empty()) {
        return {range, RowRange{}};
    }
    return {RowRange{range.begin, std::min(range.end, covered.begin)},
            RowRange{std::max(range.begin, covered.end), range.end}};
}

RowRange cut(RowRange range, const VoxelBox& box) {
    return {std::max(range.begin, box.low.x), std::min(range.end, box.high.x + 1)};
}

/// Calls visit(start, length) for the rows of `sweep` without what `covered` has of them.
template <typename Visit>
void forEachRow(const BrushSweep& sweep, const BrushSweep* covered, const GridSize& size,
                const Visit& visit) {
    const VoxelBox box = sweep.box(size);
    for (std::int64_t z = box.low.z; z <= box.high.z; ++z) {
        for (std::int64_t y = box.low.y; y <= box.high.y; ++y) {
            const RowRange range = cut(sweep.row(y, z), box);
            const bool isNew = covered == nullptr || range.empty();
            const RowRange done = isNew ? RowRange{} : covered->row(y, z);
            for (const RowRange& part : beyond(range, done)) {
                if (!part.empty()) {
                    visit(VoxelIndex{part.begin, y, z}, part.end - part.begin);
                }
            }
        }
    }
}

/// Whether the brush may miss the centre of the voxel that the pointer is in.
bool mayMissPointer(const BrushSweep::Shape& shape, const std::array<double, 3>& spacing) {
    double sum = 0;
    bool misses = false;
    for (int axis = 0; axis < 3; ++axis) {
        if (axis != shape.flatAxis) {
            sum += spacing[axis] * spacing[axis] / 4;
            misses = misses || shape.half[axis] <= spacing[axis] / 2;
        }
    }
    return shape.shape == BrushShape::Square
               ? misses
               : std::max(shape.half[0], shape.half[1]) <= std::sqrt(sum);
}

ContinuousIndex between(const ContinuousIndex& from, const ContinuousIndex& to, double part) {
    return {std::lerp(from.x, to.x, part), std::lerp(from.y, to.y, part),
            std::lerp(from.z, to.z, part)};
}

bool isFinite(const ContinuousIndex& at) {
    return std::isfinite(at.x) && std::isfinite(at.y) && std::isfinite(at.z);
}

} // namespace

StepKind BrushTool::kind() const noexcept {
    return erases_ ? StepKind::Eraser : StepKind::Brush;
}

std::string BrushTool::name() const {
    return erases_ ? "Eraser" : "Brush";
}

double BrushTool::sizeAt(const PointerSample& sample) const {
    const double part = inUse_.pressureSetsSize ? std::clamp(sample.pressure, 0.0, 1.0) : 1;
    return BrushParameters::sizeRange.clamp(inUse_.sizeMm) * part;
}

PointerSample BrushTool::onPlane(PointerSample sample) const {
    const auto index = static_cast<double>(scene_.plane.index);
    (scene_.plane.axis == 0   ? sample.at.x
     : scene_.plane.axis == 1 ? sample.at.y
                              : sample.at.z) = index;
    return sample;
}

void BrushTool::press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) {
    scene_ = scene;
    inUse_ = parameters;
    inAct_ = isFinite(at.at);
    if (!inAct_) {
        return;
    }
    last_ = onPlane(at);
    lastSizeMm_ = -1;
    noteSeed(last_);
    sweepPiece(edit, last_.at, sizeAt(last_));
}

void BrushTool::drag(LabelMapEdit& edit, const PointerSample& to) {
    if (inAct_ && isFinite(to.at)) {
        sweepTo(edit, onPlane(to));
    }
}

void BrushTool::sweepTo(LabelMapEdit& edit, const PointerSample& to) {
    const auto& spacing = edit.target().labels.geometry().spacing();
    const double finest = *std::min_element(spacing.begin(), spacing.end()) / 2;
    const double sizeFrom = lastSizeMm_;
    const double sizeTo = sizeAt(to);
    const double pieces = std::clamp(std::ceil(std::abs(sizeTo - sizeFrom) / finest), 1.0, 100.0);
    const ContinuousIndex from = last_.at;
    for (int piece = 1; piece <= static_cast<int>(pieces); ++piece) {
        const double part = piece / pieces;
        sweepPiece(edit, between(from, to.at, part), std::lerp(sizeFrom, sizeTo, part));
    }
    last_ = to;
}

/// From where the stroke has come to.
void BrushTool::sweepPiece(LabelMapEdit& edit, const ContinuousIndex& to, double sizeMm) {
    const Geometry& geometry = edit.target().labels.geometry();
    const int flatAxis = inUse_.reach == BrushReach::Slice ? scene_.plane.axis : -1;
    const auto shapeOf = [&](double size) {
        return BrushSweep::Shape{inUse_.shape, flatAxis, {size / 2, size / 2, size / 2}};
    };
    const BrushSweep sweep(last_.at, to, shapeOf(sizeMm), geometry.spacing());
    const BrushSweep covered(last_.at, last_.at, shapeOf(lastSizeMm_), geometry.spacing());
    const auto paint = [&](const VoxelIndex& start, std::int64_t length) {
        if (inUse_.followsIntensity) {
            writeAlike(edit, start, length);
        } else {
            write(edit, start, length);
        }
    };
    forEachRow(sweep, lastSizeMm_ < 0 ? nullptr : &covered, geometry.size(), paint);
    if (mayMissPointer(shapeOf(sizeMm), geometry.spacing())) {
        forEachRow(pointerSweep(last_.at, to, scene_.plane.axis), nullptr, geometry.size(), paint);
    }
    last_.at = to;
    lastSizeMm_ = sizeMm;
}

void BrushTool::noteSeed(const PointerSample& at) {
    if (inUse_.followsIntensity) {
        const auto seed = voxelAt(at.at, scene_.plane, scene_.image->geometry());
        seedValue_ = seed ? scene_.image->value(*seed, scene_.frame)
                          : std::numeric_limits<double>::quiet_NaN();
    }
}

/// Precondition: the row lies within the grid.
void BrushTool::writeAlike(LabelMapEdit& edit, const VoxelIndex& start, std::int64_t length) const {
    const double most =
        BrushParameters::toleranceRange.clamp(inUse_.tolerancePercent) / 100 * scene_.greyRange;
    VoxelIndex from = start; // of the run in hand
    std::int64_t alike = 0;  // its length
    for (std::int64_t x = start.x; x < start.x + length; ++x) {
        const VoxelIndex at{x, start.y, start.z};
        if (std::abs(scene_.image->value(at, scene_.frame) - seedValue_) <= most) {
            from = alike == 0 ? at : from;
            ++alike;
        } else if (alike > 0) {
            write(edit, from, alike);
            alike = 0;
        }
    }
    if (alike > 0) {
        write(edit, from, alike);
    }
}

void BrushTool::write(LabelMapEdit& edit, const VoxelIndex& start, std::int64_t length) const {
    if (takesAway()) {
        edit.erase(start, length, scene_.segment.value);
    } else {
        edit.paint(start, length, scene_.segment.value);
    }
}

StepLabel BrushTool::release(LabelMapEdit& edit) {
    inAct_ = false;
    return {takesAway() ? StepKind::Eraser : StepKind::Brush, takesAway() ? "Eraser" : "Brush",
            detailOf(edit, scene_.segment)};
}

} // namespace laurel
