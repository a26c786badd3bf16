#include "laurel/edit/lasso_tool.h"

#include "step_text.h"
#include "voxel_runs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace laurel {

namespace {

double along(const ContinuousIndex& at, int axis) {
    return axis == 0 ? at.x : axis == 1 ? at.y : at.z;
}

/// Where the closed line crosses a row of voxel centres, ascending. Each corner belongs to the edge
/// that leaves it upwards, so that a row through a corner counts it once.
std::vector<double> crossings(std::span<const ContinuousIndex> line, int across, int down,
                              double row) {
    std::vector<double> found;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const ContinuousIndex& from = line[i];
        const ContinuousIndex& to = line[(i + 1) % line.size()];
        const double fromRow = along(from, down);
        const double toRow = along(to, down);
        if ((fromRow <= row) != (toRow <= row)) {
            const double part = (row - fromRow) / (toRow - fromRow);
            found.push_back(std::lerp(along(from, across), along(to, across), part));
        }
    }
    std::ranges::sort(found);
    return found;
}

} // namespace

void LassoTool::add(const PointerSample& at) {
    if (std::isfinite(at.at.x) && std::isfinite(at.at.y) && std::isfinite(at.at.z)) {
        moved_ = moved_ || (!line_.empty() && !isNear(line_.front(), at.at, reachMm_ / 2));
        line_.push_back(at.at);
    }
}

bool LassoTool::isNear(const ContinuousIndex& one, const ContinuousIndex& other, double mm) const {
    return std::hypot((one.x - other.x) * spacing_[0], (one.y - other.y) * spacing_[1],
                      (one.z - other.z) * spacing_[2]) <= mm;
}

std::span<const ContinuousIndex> LassoTool::waiting(const SlicePlane& plane) const noexcept {
    return plane == scene_.plane ? std::span<const ContinuousIndex>(corners_)
                                 : std::span<const ContinuousIndex>();
}

bool LassoTool::dropWaiting() noexcept {
    const bool any = !corners_.empty();
    corners_.clear();
    return any;
}

void LassoTool::press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) {
    if (!(scene.plane == scene_.plane) || keyOf(scene.segment) != keyOf(scene_.segment)) {
        corners_.clear();
    }
    scene_ = scene;
    spacing_ = edit.target().labels.geometry().spacing();
    reachMm_ = at.reachMm;
    moved_ = false;
    line_.clear();
    add(at);
}

void LassoTool::drag(LabelMapEdit&, const PointerSample& to) {
    add(to);
}

/// Rows run along x wherever x lies in the plane, since that is how voxels are written.
void LassoTool::fill(LabelMapEdit& edit, const std::vector<ContinuousIndex>& line,
                     const VoxelBox& box) const {
    const GridSize& size = edit.target().labels.geometry().size();
    const int axis = scene_.plane.axis;
    const int across = axis == 0 ? 1 : 0;
    const int down = axis == 2 ? 1 : 2;
    for (std::int64_t row = 0; row < size[down]; ++row) {
        const std::vector<double> bounds = crossings(line, across, down, static_cast<double>(row));
        for (std::size_t i = 0; i + 1 < bounds.size(); i += 2) {
            const double last = static_cast<double>(size[across] - 1);
            const auto first =
                static_cast<std::int64_t>(std::ceil(std::clamp(bounds[i], 0.0, last + 1)));
            const auto end =
                static_cast<std::int64_t>(std::ceil(std::clamp(bounds[i + 1], 0.0, last + 1)));
            VoxelIndex start;
            coordinate(start, across) = first;
            coordinate(start, down) = row;
            for (std::int64_t slice = coordinate(box.low, axis);
                 slice <= coordinate(box.high, axis); ++slice) {
                coordinate(start, axis) = slice;
                fillRow(edit, start, across, end - first);
            }
        }
    }
}

void LassoTool::fillRow(LabelMapEdit& edit, VoxelIndex start, int across,
                        std::int64_t count) const {
    const std::int64_t length = across == 0 ? count : 1; // of a run along x
    for (std::int64_t done = 0; done < count; done += length) {
        if (scene_.inverted) {
            edit.erase(start, length, scene_.segment.value);
        } else {
            edit.paint(start, length, scene_.segment.value);
        }
        coordinate(start, across) += length;
    }
}

StepLabel LassoTool::release(LabelMapEdit& edit) {
    const std::vector<ContinuousIndex> line = std::exchange(line_, {});
    StepLabel label{StepKind::Lasso, scene_.inverted ? "Lasso away" : "Lasso", {}};
    if (line.empty()) {
        return label;
    }
    const bool closes = !moved_ && corners_.size() >= 3 &&
                        isNear(corners_.front(), line.front(), std::max(reachMm_, 1e-9));
    if (!closes && !(moved_ && corners_.empty())) { // corners that wait for more
        corners_.insert(corners_.end(), line.begin(), moved_ ? line.end() : line.begin() + 1);
        return label;
    }
    const std::vector<ContinuousIndex> whole = closes ? std::exchange(corners_, {}) : line;
    const auto box = parameters.reach.box(scene_.plane, edit.target().labels.geometry().size());
    if (!box) {
        label.detail = outOfRange;
        return label;
    }
    if (whole.size() >= 3) {
        fill(edit, whole, *box);
    }
    if (!edit.written().empty()) {
        label.detail = detailOf(edit, scene_.segment);
    }
    return label;
}

} // namespace laurel
