#include "volume_segmenter.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <span>

namespace laurel {

namespace {

/// From 1 at the border to the middle of a window, the product over its axes.
float weightAt(const GridSize& window, std::int64_t x, std::int64_t y, std::int64_t z) {
    const auto along = [](std::int64_t i, std::int64_t extent) {
        return static_cast<float>(std::min(i + 1, extent - i));
    };
    return along(x, window.x) * along(y, window.y) * along(z, window.z);
}

/// Calls visit(offset in the grid, offset in the window, x, y, z) for the part of the window at
/// `start` that lies in the grid.
template <typename Visit>
void forEachInside(const GridSize& grid, const GridSize& window, const VoxelIndex& start,
                   const Visit& visit) {
    for (std::int64_t z = 0; z < std::min(window.z, grid.z - start.z); ++z) {
        for (std::int64_t y = 0; y < std::min(window.y, grid.y - start.y); ++y) {
            for (std::int64_t x = 0; x < std::min(window.x, grid.x - start.x); ++x) {
                visit(static_cast<std::size_t>(start.x + x +
                                               grid.x * (start.y + y + grid.y * (start.z + z))),
                      static_cast<std::size_t>(x + window.x * (y + window.y * z)),
                      weightAt(window, x, y, z));
            }
        }
    }
}

/// A window's values; what lies beyond the grid is the lowest of all, as air.
std::vector<float> windowValues(const PreparedVolume& volume, const VoxelIndex& start,
                                float beyond) {
    const GridSize window = volume.window();
    std::vector<float> values(static_cast<std::size_t>(window.voxels()), beyond);
    forEachInside(volume.grid().size(), window, start,
                  [&](std::size_t inGrid, std::size_t inWindow, float) {
                      values[inWindow] = volume.values()[inGrid];
                  });
    return values;
}

void requireFit(const GridSize& grid, int classes) {
    constexpr std::int64_t mostBytes = std::int64_t{4} << 30;
    if (grid.voxels() > mostBytes / static_cast<std::int64_t>(sizeof(float)) / classes) {
        throw Error(ErrorCode::LimitExceeded,
                    "the image has " + std::to_string(grid.voxels()) +
                        " voxels at the model's spacing; with " + std::to_string(classes) +
                        " classes that is more than 4 GiB of probabilities");
    }
}

/// The two neighbours of a position along one axis, and the second one's share.
struct Between {
    std::int64_t low = 0;
    std::int64_t high = 0;
    float share = 0;
};

/// For each canonical voxel of an axis; what lies beyond the outermost centres takes their value.
std::vector<Between> positions(const PreparedVolume& volume, int axis) {
    const auto a = static_cast<std::size_t>(axis);
    const std::int64_t from = volume.canonicalGeometry().size()[axis];
    const std::int64_t extent = volume.grid().size()[axis];
    const double step = volume.canonicalGeometry().spacing()[a] / volume.grid().spacing()[a];
    std::vector<Between> result;
    for (std::int64_t i = 0; i < from; ++i) {
        const double middle = static_cast<double>(from - 1) / 2;
        const double at = std::clamp((static_cast<double>(i) - middle) * step +
                                         static_cast<double>(extent - 1) / 2,
                                     0.0, static_cast<double>(extent - 1));
        const auto low = static_cast<std::int64_t>(at);
        result.push_back({low, std::min(low + 1, extent - 1),
                          static_cast<float>(at - static_cast<double>(low))});
    }
    return result;
}

/// Eight voxels of the network's grid around a canonical one, with their shares.
struct Corners {
    std::array<std::size_t, 8> offsets{};
    std::array<float, 8> shares{};
};

Corners cornersOf(const GridSize& grid, const Between& x, const Between& y, const Between& z) {
    Corners corners;
    for (std::size_t i = 0; i < 8; ++i) {
        const bool right = (i & 1) != 0;
        const bool back = (i & 2) != 0;
        const bool up = (i & 4) != 0;
        const std::int64_t row = (back ? y.high : y.low) + grid.y * (up ? z.high : z.low);
        corners.offsets[i] = static_cast<std::size_t>((right ? x.high : x.low) + grid.x * row);
        corners.shares[i] = (right ? x.share : 1 - x.share) * (back ? y.share : 1 - y.share) *
                            (up ? z.share : 1 - z.share);
    }
    return corners;
}

std::uint16_t winner(const std::vector<float>& probabilities, std::size_t voxels,
                     const Corners& corners) {
    std::uint16_t best = 0;
    float most = -1;
    for (std::size_t label = 0; label * voxels < probabilities.size(); ++label) {
        float value = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            value += corners.shares[i] * probabilities[label * voxels + corners.offsets[i]];
        }
        if (value > most) {
            most = value;
            best = static_cast<std::uint16_t>(label);
        }
    }
    return best;
}

} // namespace

std::vector<VoxelIndex> windowStartsOf(const PreparedVolume& volume) {
    const GridSize grid = volume.grid().size();
    const GridSize window = volume.window();
    std::vector<VoxelIndex> starts;
    for (const std::int64_t z : windowStarts(grid.z, window.z)) {
        for (const std::int64_t y : windowStarts(grid.y, window.y)) {
            for (const std::int64_t x : windowStarts(grid.x, window.x)) {
                starts.push_back({x, y, z});
            }
        }
    }
    return starts;
}

std::vector<float> windowValuesOf(const PreparedVolume& volume, const VoxelIndex& start) {
    return windowValues(volume, start, *std::ranges::min_element(volume.values()));
}

std::vector<float> volumeProbabilities(Inferer& inferer, const PreparedVolume& volume, int classes,
                                       ProgressSink& progress, const CancellationToken& cancel) {
    const GridSize grid = volume.grid().size();
    const GridSize window = volume.window();
    requireFit(grid, classes);
    const auto voxels = static_cast<std::size_t>(grid.voxels());
    const auto inWindow = static_cast<std::size_t>(window.voxels());
    std::vector<float> sums(voxels * static_cast<std::size_t>(classes));
    std::vector<float> weights(voxels);
    const float air = *std::ranges::min_element(volume.values());
    const std::vector<VoxelIndex> starts = windowStartsOf(volume);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        cancel.throwIfCancelled();
        progress.report(static_cast<double>(i) / static_cast<double>(starts.size()), "segmenting");
        const std::vector<float> own =
            inferer.windowProbabilities(windowValues(volume, starts[i], air), window);
        forEachInside(grid, window, starts[i], [&](std::size_t to, std::size_t from, float weight) {
            weights[to] += weight;
            for (std::size_t label = 0; label * voxels < sums.size(); ++label) {
                sums[label * voxels + to] += weight * own[label * inWindow + from];
            }
        });
    }
    for (std::size_t label = 0; label * voxels < sums.size(); ++label) {
        cancel.throwIfCancelled();
        const std::span own = std::span(sums).subspan(label * voxels, voxels);
        std::ranges::transform(own, weights, own.begin(), std::divides());
    }
    return sums;
}

void paintVolume(LabelMap& canonical, const PreparedVolume& volume,
                 const std::vector<float>& probabilities, const CancellationToken& cancel) {
    const GridSize grid = volume.grid().size();
    const GridSize size = canonical.geometry().size();
    const auto voxels = static_cast<std::size_t>(grid.voxels());
    const std::vector<Between> xs = positions(volume, 0);
    const std::vector<Between> ys = positions(volume, 1);
    const std::vector<Between> zs = positions(volume, 2);
    auto label = canonical.layer(0).begin();
    for (std::int64_t z = 0; z < size.z; ++z) {
        cancel.throwIfCancelled();
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                const Corners corners =
                    cornersOf(grid, xs[static_cast<std::size_t>(x)],
                              ys[static_cast<std::size_t>(y)], zs[static_cast<std::size_t>(z)]);
                *label++ = winner(probabilities, voxels, corners);
            }
        }
    }
}

} // namespace laurel
