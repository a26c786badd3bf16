#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/segmentation.h"
#include "voxel_runs.h"

#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace laurel {

/// Voxels that follow each other along x.
struct VoxelRun {
    VoxelIndex start;
    std::int64_t length = 0;
};

/// Where a region must not reach: the bounds of a box along these axes.
struct Shore {
    bool counts = false;
    int planeAxis = 2; ///< bounds along it are no border
};

/// Fills run by run: a run is widened both ways along x once, then looks for more of the region in
/// the rows beside it.
template <typename Inside>
class Flood {
  public:
    /// @param inside tells of a voxel of the box whether it may belong to the region
    Flood(const Inside& inside, const VoxelIndex& seed, const VoxelBox& box, const Shore& shore,
          CancellationToken cancel = {})
        : inside_(inside), cancel_(std::move(cancel)),
          box_(box), size_{box.high.x - box.low.x + 1, box.high.y - box.low.y + 1,
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
            if (runs_.size() % runsBetweenLooks == 0) {
                cancel_.throwIfCancelled();
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
    bool isInside(const VoxelIndex& at) const { return inside_(at); }

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

    /// Puts one voxel of each run of the region, that is not seen yet, on the waiting list.
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

    static constexpr std::size_t runsBetweenLooks = 1024;

    const Inside& inside_;
    CancellationToken cancel_;
    VoxelBox box_;
    GridSize size_;
    std::vector<bool> seen_;
    std::vector<VoxelIndex> waiting_;
    std::array<bool, 3> border_{};
    std::vector<VoxelRun> runs_;
};

/// The voxels of one value that paths of face neighbours within the box join to `seed`; none as
/// soon as the region reaches a border that counts. An axis of one voxel has no border, unless both
/// axes of the plane are so. @throws Error Cancelled. Precondition: the seed lies in the box, the
/// box in the labels.
std::optional<std::vector<VoxelRun>> flood(const LabelMap& labels, int layer,
                                           const VoxelIndex& seed, const VoxelBox& box,
                                           const Shore& shore,
                                           const CancellationToken& cancel = {});

} // namespace laurel
