#include "laurel/edit/lasso_tool.h"

#include "step_text.h"
#include "voxel_runs.h"

#include <algorithm>
#include <cmath>

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
        line_.push_back(at.at);
    }
}

void LassoTool::press(LabelMapEdit&, const ToolScene& scene, const PointerSample& at) {
    scene_ = scene;
    line_.clear();
    add(at);
}

void LassoTool::drag(LabelMapEdit&, const PointerSample& to) {
    add(to);
}

/// Rows run along x wherever x lies in the plane, since that is how voxels are written.
void LassoTool::fill(LabelMapEdit& edit) const {
    const GridSize& size = edit.target().labels.geometry().size();
    const int axis = scene_.plane.axis;
    const int across = axis == 0 ? 1 : 0;
    const int down = axis == 2 ? 1 : 2;
    for (std::int64_t row = 0; row < size[down]; ++row) {
        const std::vector<double> bounds = crossings(line_, across, down, static_cast<double>(row));
        for (std::size_t i = 0; i + 1 < bounds.size(); i += 2) {
            const double last = static_cast<double>(size[across] - 1);
            const auto first =
                static_cast<std::int64_t>(std::ceil(std::clamp(bounds[i], 0.0, last + 1)));
            const auto end =
                static_cast<std::int64_t>(std::ceil(std::clamp(bounds[i + 1], 0.0, last + 1)));
            for (std::int64_t at = first; at < end;) {
                VoxelIndex start;
                coordinate(start, axis) = scene_.plane.index;
                coordinate(start, across) = at;
                coordinate(start, down) = row;
                const std::int64_t length = across == 0 ? end - first : 1;
                if (scene_.inverted) {
                    edit.erase(start, length, scene_.segment.value);
                } else {
                    edit.paint(start, length, scene_.segment.value);
                }
                at += length;
            }
        }
    }
}

StepLabel LassoTool::release(LabelMapEdit& edit) {
    if (line_.size() >= 3) {
        fill(edit);
    }
    line_.clear();
    return {StepKind::Lasso, scene_.inverted ? "Lasso away" : "Lasso",
            detailOf(edit, scene_.segment)};
}

} // namespace laurel
