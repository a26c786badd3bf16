#include "flood.h"

#include "voxel_runs.h"

#include <array>

namespace laurel {

namespace {

/// Fills run by run: a run is widened both ways along x once, then looks for voxels of the value in
/// the rows beside it.
class Flood {
  public:
    Flood(const LabelMap& labels, int layer, const VoxelIndex& seed, const VoxelBox& box,
          const Shore& shore)
        : geometry_(labels.geometry()), voxels_(labels.layer(layer)), box_(box),
          value_(voxels_[geometry_.offset(seed)]), size_{box.high.x - box.low.x + 1,
                                                         box.high.y - box.low.y + 1,
                                                         box.high.z - box.low.z + 1},
          seen_(static_cast<std::size_t>(size_.voxels())), waiting_{seed} {
        const int first = shore.planeAxis == 0 ? 1 : 0;
        const int second = shore.planeAxis == 2 ? 1 : 2;
        const bool point = size_[first] == 1 && size_[second] == 1;
        border_[first] = shore.counts && (point || size_[first] > 1);
        border_[second] = shore.counts && (point || size_[second] > 1);
    }

    std::optional<std::vector<VoxelRun>> run() {
        while (!waiting_.empty()) {
            const VoxelIndex at = waiting_.back();
            waiting_.pop_back();
            if (seen_[seenAt(at)]) {
                continue;
            }
            const VoxelRun found = widened(at);
            if (reachesBorder(found)) {
                return std::nullopt;
            }
            for (std::int64_t x = 0; x < found.length; ++x) {
                seen_[seenAt(found.start) + static_cast<std::size_t>(x)] = true;
            }
            runs_.push_back(found);
            lookAround(found);
        }
        return std::move(runs_);
    }

  private:
    std::size_t seenAt(const VoxelIndex& at) const {
        return static_cast<std::size_t>(
            at.x - box_.low.x + size_.x * (at.y - box_.low.y + size_.y * (at.z - box_.low.z)));
    }
    bool isInside(const VoxelIndex& at) const { return voxels_[geometry_.offset(at)] == value_; }

    VoxelRun widened(const VoxelIndex& at) const {
        VoxelIndex low = at;
        VoxelIndex high = at;
        while (low.x > box_.low.x && isInside({low.x - 1, at.y, at.z})) {
            --low.x;
        }
        while (high.x < box_.high.x && isInside({high.x + 1, at.y, at.z})) {
            ++high.x;
        }
        return {low, high.x - low.x + 1};
    }

    bool reachesBorder(const VoxelRun& run) const {
        const VoxelIndex end{run.start.x + run.length - 1, run.start.y, run.start.z};
        for (int axis = 0; axis < 3; ++axis) {
            if (border_[axis] && (coordinate(run.start, axis) == coordinate(box_.low, axis) ||
                                  coordinate(end, axis) == coordinate(box_.high, axis))) {
                return true;
            }
        }
        return false;
    }

    void lookAround(const VoxelRun& run) {
        constexpr std::array<std::array<int, 2>, 4> rows{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};
        for (const auto& [dy, dz] : rows) {
            const VoxelIndex row{run.start.x, run.start.y + dy, run.start.z + dz};
            if (row.y >= box_.low.y && row.y <= box_.high.y && row.z >= box_.low.z &&
                row.z <= box_.high.z) {
                lookAt(row, run.length);
            }
        }
    }

    /// Puts one voxel of each run of the value, that is not seen yet, on the waiting list.
    void lookAt(VoxelIndex row, std::int64_t length) {
        bool inRun = false;
        for (std::int64_t step = 0; step < length; ++step, ++row.x) {
            const bool found = isInside(row) && !seen_[seenAt(row)];
            if (found && !inRun) {
                waiting_.push_back(row);
            }
            inRun = found;
        }
    }

    const Geometry& geometry_;
    std::span<const std::uint16_t> voxels_;
    VoxelBox box_;
    std::uint16_t value_;
    GridSize size_;
    std::vector<bool> seen_;
    std::vector<VoxelIndex> waiting_;
    std::array<bool, 3> border_{};
    std::vector<VoxelRun> runs_;
};

} // namespace

std::optional<std::vector<VoxelRun>> flood(const LabelMap& labels, int layer,
                                           const VoxelIndex& seed, const VoxelBox& box,
                                           const Shore& shore) {
    return Flood(labels, layer, seed, box, shore).run();
}

} // namespace laurel
