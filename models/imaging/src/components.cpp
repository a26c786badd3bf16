#include "grid_check.h"
#include "laurel/imaging/masks.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace laurel {

namespace {

/// Foreground voxels [begin, end) of one row along x.
struct Run {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// The runs of a mask, row by row, joined into components by union-find. A component's root is its
/// first run in memory order.
class RunComponents {
  public:
    RunComponents(MaskView mask, const GridSize& size, Connectivity connectivity)
        : size_(size), reach_(connectivity == Connectivity::Faces ? 0 : 1) {
        collectRuns(mask);
        parent_.resize(runs_.size());
        std::iota(parent_.begin(), parent_.end(), std::int64_t{0});
        for (std::int64_t z = 0; z < size_.z; ++z) {
            for (std::int64_t y = 0; y < size_.y; ++y) {
                joinToEarlierRows(y, z);
            }
        }
    }

    Components numbered() {
        Components result;
        result.labels.resize(static_cast<std::size_t>(size_.voxels()));
        std::vector<std::int32_t> numbers(runs_.size());
        for (std::int64_t row = 0; row < size_.y * size_.z; ++row) {
            for (std::int64_t run = rowStart_[row]; run < rowStart_[row + 1]; ++run) {
                const std::int64_t root = rootOf(run);
                if (root == run) {
                    numbers[run] = nextNumber(result);
                }
                const std::int32_t number = numbers[root];
                const auto first = result.labels.begin() + row * size_.x;
                std::fill(first + runs_[run].begin, first + runs_[run].end, number);
                result.sizes[number - 1] += runs_[run].end - runs_[run].begin;
            }
        }
        return result;
    }

  private:
    static std::int32_t nextNumber(Components& components) {
        if (components.sizes.size() == std::numeric_limits<std::int32_t>::max()) {
            throw Error(ErrorCode::LimitExceeded, "a mask has more than 2^31 - 1 components");
        }
        components.sizes.push_back(0);
        return static_cast<std::int32_t>(components.sizes.size());
    }

    void collectRuns(MaskView mask) {
        for (std::int64_t row = 0; row < size_.y * size_.z; ++row) {
            rowStart_.push_back(std::ssize(runs_));
            const auto voxels = mask.subspan(row * size_.x, size_.x);
            for (std::int64_t x = 0; x < size_.x; ++x) {
                if (voxels[x] == 0) {
                    continue;
                }
                Run run{x, x};
                while (run.end < size_.x && voxels[run.end] != 0) {
                    ++run.end;
                }
                x = run.end;
                runs_.push_back(run);
            }
        }
        rowStart_.push_back(std::ssize(runs_));
    }

    void joinToEarlierRows(std::int64_t y, std::int64_t z) {
        joinRows(y, z, y - 1, z);
        for (std::int64_t dy = -reach_; dy <= reach_; ++dy) {
            joinRows(y, z, y + dy, z - 1);
        }
    }

    void joinRows(std::int64_t y, std::int64_t z, std::int64_t otherY, std::int64_t otherZ) {
        if (otherY < 0 || otherY >= size_.y || otherZ < 0) {
            return;
        }
        const std::int64_t row = y + size_.y * z;
        const std::int64_t otherRow = otherY + size_.y * otherZ;
        std::int64_t run = rowStart_[row];
        std::int64_t other = rowStart_[otherRow];
        while (run < rowStart_[row + 1] && other < rowStart_[otherRow + 1]) {
            const Run& a = runs_[run];
            const Run& b = runs_[other];
            if (a.begin < b.end + reach_ && b.begin < a.end + reach_) {
                join(run, other);
            }
            if (a.end < b.end) {
                ++run;
            } else {
                ++other;
            }
        }
    }

    void join(std::int64_t a, std::int64_t b) {
        a = rootOf(a);
        b = rootOf(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

    std::int64_t rootOf(std::int64_t run) {
        while (parent_[run] != run) {
            parent_[run] = parent_[parent_[run]];
            run = parent_[run];
        }
        return run;
    }

    GridSize size_;
    std::int64_t reach_; ///< voxels that two runs may lie apart and still touch
    std::vector<Run> runs_;
    std::vector<std::int64_t> rowStart_; ///< first run of each row, and the end of the last
    std::vector<std::int64_t> parent_;
};

/// Calls visit(offset) for each voxel on the border of the grid. An axis of a single voxel has no
/// border of its own, else every pixel of a plane would lie on it.
template <typename Visit>
void forEachBorderVoxel(const GridSize& size, const Visit& visit) {
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            const bool borderRow = (size.y > 1 && (y == 0 || y == size.y - 1)) ||
                                   (size.z > 1 && (z == 0 || z == size.z - 1));
            const std::int64_t begin = size.x * (y + size.y * z);
            const std::int64_t step = borderRow ? 1 : std::max<std::int64_t>(1, size.x - 1);
            if (!borderRow && size.x == 1 && size.voxels() > 1) {
                continue;
            }
            for (std::int64_t x = 0; x < size.x; x += step) {
                visit(begin + x);
            }
        }
    }
}

} // namespace

Components connectedComponents(MaskView mask, const GridSize& size, Connectivity connectivity) {
    requireGrid(mask.size(), size);
    return RunComponents(mask, size, connectivity).numbered();
}

Mask keepLargestComponent(MaskView mask, const GridSize& size, Connectivity connectivity) {
    const Components components = connectedComponents(mask, size, connectivity);
    Mask result(mask.size());
    if (components.sizes.empty()) {
        return result;
    }
    const auto largest = std::max_element(components.sizes.begin(), components.sizes.end());
    const auto number = static_cast<std::int32_t>(largest - components.sizes.begin()) + 1;
    std::transform(components.labels.begin(), components.labels.end(), result.begin(),
                   [number](std::int32_t label) { return std::uint8_t{label == number}; });
    return result;
}

Mask fillHoles(MaskView mask, const GridSize& size) {
    Mask background(mask.size());
    std::transform(mask.begin(), mask.end(), background.begin(),
                   [](std::uint8_t value) { return std::uint8_t{value == 0}; });
    const Components components = connectedComponents(background, size);
    std::vector<std::uint8_t> open(components.sizes.size() + 1);
    forEachBorderVoxel(size, [&](std::int64_t at) { open[components.labels[at]] = 1; });
    open[0] = 0;
    Mask filled(mask.size());
    std::transform(components.labels.begin(), components.labels.end(), filled.begin(),
                   [&](std::int32_t label) { return std::uint8_t{open[label] == 0}; });
    return filled;
}

} // namespace laurel
