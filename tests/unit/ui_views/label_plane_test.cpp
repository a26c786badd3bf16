#include "label_plane.h"

#include "laurel/edit/delta_runs.h"

#include <random>

#include <gtest/gtest.h>

namespace laurel::ui {
namespace {

/// What a change would do, voxel by voxel: as one map of values and one of what goes.
struct ChangedMaps {
    LabelMap painted;
    LabelMap cleared;
    EditDelta delta;
};

ChangedMaps randomChange(const Geometry& grid, std::mt19937& random, int sparse) {
    ChangedMaps maps{LabelMap(grid), LabelMap(grid), {}};
    DeltaRuns runs;
    std::uint16_t kind = 0;
    const auto voxels = static_cast<std::uint64_t>(grid.size().voxels());
    for (std::uint64_t at = 0; at < voxels; ++at) {
        if (random() % static_cast<unsigned>(sparse) == 0) { // runs of any length, over rows too
            kind = static_cast<std::uint16_t>(random() % 4);
        }
        if (kind == 1) {
            runs.add(at, 9, 0);
            maps.cleared.layer(0)[at] = 1;
        } else if (kind > 1) {
            runs.add(at, 0, kind);
            maps.painted.layer(0)[at] = kind;
        }
    }
    std::vector<EditDelta::Layer> layers;
    runs.moveInto(layers, 0);
    maps.delta = EditDelta(std::move(layers));
    return maps;
}

TEST(LabelPlane, OfAChangeEqualsThePlaneOfWhatChanges) {
    std::mt19937 random(5);
    const Geometry grid({7, 5, 6}, {1, 1, 1});
    for (int trial = 0; trial < 60; ++trial) {
        const ChangedMaps maps = randomChange(grid, random, 2 + trial % 30);
        for (int axis = 0; axis < 3; ++axis) {
            const PlaneLayout layout(grid, axis);
            for (std::int64_t slice = 0; slice < grid.size()[axis]; ++slice) {
                LabelPlane change;
                LabelPlane painted;
                LabelPlane cleared;
                change.readChange(maps.delta, grid.size(), layout, slice);
                painted.read(maps.painted, layout, slice);
                cleared.read(maps.cleared, layout, slice);
                for (std::int64_t row = 0; row < painted.rows(); ++row) {
                    for (std::int64_t column = 0; column < painted.columns(); ++column) {
                        ASSERT_EQ(change.at(0, column, row), painted.at(0, column, row))
                            << "axis " << axis << " slice " << slice;
                        ASSERT_EQ(change.at(1, column, row), cleared.at(0, column, row));
                    }
                }
            }
        }
    }
}

} // namespace
} // namespace laurel::ui
