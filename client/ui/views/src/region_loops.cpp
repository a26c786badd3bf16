#include "region_loops.h"

#include <array>

namespace laurel::ui {

namespace {

/// Right, down, left, up: each the right-hand turn of the one before.
constexpr std::array<QPoint, 4> steps{QPoint{1, 0}, QPoint{0, 1}, QPoint{-1, 0}, QPoint{0, -1}};
/// From a corner, the voxel ahead on the right hand; the one on the left is that of the turn
/// before.
constexpr std::array<QPoint, 4> ahead{QPoint{0, 0}, QPoint{-1, 0}, QPoint{-1, -1}, QPoint{0, -1}};

class LoopWalk {
  public:
    LoopWalk(const LabelPlane& labels, int layer)
        : labels_(labels), layer_(layer),
          walked_(static_cast<std::size_t>(labels.columns() * labels.rows())) {}

    /// Whether a border above this voxel is still to be walked.
    bool beginsAt(std::int64_t column, std::int64_t row) const {
        const std::uint16_t value = labels_.row(layer_, row)[column];
        return value != 0 && labels_.at(layer_, column, row - 1) != value &&
               !walked_[static_cast<std::size_t>(row * labels_.columns() + column)];
    }

    RegionLoop walkFrom(QPoint start) {
        RegionLoop loop{layer_, labels_.at(layer_, start.x(), start.y()), {start}};
        QPoint at = start;
        std::size_t heading = 0;
        do {
            if (heading == 0) {
                walked_[static_cast<std::size_t>(at.y() * labels_.columns() + at.x())] = true;
            }
            at += steps[heading];
            const std::size_t next = turn(at, heading, loop.value);
            if (next != heading && !(at == start && next == 0)) {
                loop.corners.push_back(at);
            }
            heading = next;
        } while (at != start || heading != 0);
        return loop;
    }

  private:
    bool isInside(const QPoint& corner, std::size_t heading, std::uint16_t value) const {
        const QPoint voxel = corner + ahead[heading];
        return labels_.at(layer_, voxel.x(), voxel.y()) == value;
    }

    std::size_t turn(const QPoint& at, std::size_t heading, std::uint16_t value) const {
        if (!isInside(at, heading, value)) {
            return (heading + 1) % 4;
        }
        return isInside(at, (heading + 3) % 4, value) ? (heading + 3) % 4 : heading;
    }

    const LabelPlane& labels_;
    int layer_;
    std::vector<bool> walked_; ///< the upper border of each voxel
};

} // namespace

std::vector<RegionLoop> regionLoops(const LabelPlane& labels) {
    std::vector<RegionLoop> loops;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        LoopWalk walk(labels, layer);
        for (std::int64_t row = 0; row < labels.rows(); ++row) {
            for (std::int64_t column = 0; column < labels.columns(); ++column) {
                if (walk.beginsAt(column, row)) {
                    loops.push_back(
                        walk.walkFrom({static_cast<int>(column), static_cast<int>(row)}));
                }
            }
        }
    }
    return loops;
}

} // namespace laurel::ui
