#include "plane_layout.h"

#include "orientations.h"
#include "plane_samples.h"

#include "laurel/base/random.h"
#include "support/random_grids.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace laurel::ui {
namespace {

/// Where the patient lies, in LPS, when one goes one voxel to the right and one down.
struct Directions {
    std::array<double, 3> right;
    std::array<double, 3> down;
};

Directions directionsOf(const Geometry& grid, const PlaneLayout& layout) {
    const WorldPoint here = grid.toWorld(layout.toIndex({2, 2}, 1));
    const WorldPoint right = grid.toWorld(layout.toIndex({3, 2}, 1));
    const WorldPoint down = grid.toWorld(layout.toIndex({2, 3}, 1));
    return {{right.x - here.x, right.y - here.y, right.z - here.z},
            {down.x - here.x, down.y - here.y, down.z - here.z}};
}

TEST(PlaneLayout, ShowsTheRightAtTheLeftAndTheFrontOrTheHeadOnTopForAll48Orientations) {
    for (const Orientation& orientation : allOrientations()) {
        const Geometry grid = gridRunning(orientation, {5, 6, 7}, {1, 2, 3});
        for (int axis = 0; axis < 3; ++axis) {
            SCOPED_TRACE(orientation.letters() + " " + std::to_string(axis));
            const PlaneLayout layout(grid, axis);
            const Directions go = directionsOf(grid, layout);
            const int normal = orientation.patientAxis(axis);
            // To the patient's left, but in sagittal planes to the back.
            EXPECT_GT(go.right[normal == 0 ? 1 : 0], 0);
            // To the back, but in upright planes to the feet.
            EXPECT_GT(normal == 2 ? go.down[1] : -go.down[2], 0);
        }
    }
}

TEST(PlaneLayout, NamesThePlaneAndItsSides) {
    const Geometry grid({5, 6, 7}, {1, 2, 3});
    using Letters = std::array<QString, 4>;
    EXPECT_EQ(PlaneLayout(grid, 2).plane(), PlaneLayout::Plane::Axial);
    EXPECT_EQ(PlaneLayout(grid, 2).letters(), (Letters{"R", "A", "L", "P"}));
    EXPECT_EQ(PlaneLayout(grid, 0).plane(), PlaneLayout::Plane::Sagittal);
    EXPECT_EQ(PlaneLayout(grid, 0).letters(), (Letters{"A", "S", "P", "I"}));
    EXPECT_EQ(PlaneLayout(grid, 1).plane(), PlaneLayout::Plane::Coronal);
    EXPECT_EQ(PlaneLayout(grid, 1).letters(), (Letters{"R", "S", "L", "I"}));
}

TEST(PlaneLayout, GoesBothWaysOnObliqueGrids) {
    Random random(4);
    for (int round = 0; round < 100; ++round) {
        const Geometry grid = randomGeometry(random, {7, 8, 9});
        const PlaneLayout layout(grid, round % 3);
        const QPointF plane(random.uniform(-3, 12), random.uniform(-3, 12));
        const QPointF back = layout.toPlane(layout.toIndex(plane, 4));
        EXPECT_NEAR(back.x(), plane.x(), 1e-9);
        EXPECT_NEAR(back.y(), plane.y(), 1e-9);
    }
}

TEST(PlaneLayout, ReadsTheVoxelsThatItShows) {
    const GridSize size{5, 6, 7};
    std::vector<int> offsets(static_cast<std::size_t>(size.voxels()));
    std::iota(offsets.begin(), offsets.end(), 0);
    for (const Orientation& orientation : allOrientations()) {
        const Geometry grid = gridRunning(orientation, size, {1, 1, 1});
        for (int axis = 0; axis < 3; ++axis) {
            const PlaneLayout layout(grid, axis);
            const auto check = [&](std::int64_t row, std::int64_t column, int offset) {
                const QPointF plane(static_cast<double>(column), static_cast<double>(row));
                const VoxelIndex voxel = nearestVoxel(layout.toIndex(plane, 3));
                ASSERT_EQ(static_cast<std::size_t>(offset), grid.offset(voxel));
            };
            forEachSample(std::span<const int>(offsets), layout, 3, PlaneRect::all(layout), check);
        }
    }
}

TEST(PlaneLayout, CutsBoxesAsItShowsThem) {
    for (const Orientation& orientation : allOrientations()) {
        const Geometry grid = gridRunning(orientation, {5, 6, 7}, {1, 1, 1});
        const VoxelBox box{{1, 2, 3}, {2, 4, 6}};
        for (int axis = 0; axis < 3; ++axis) {
            const PlaneLayout layout(grid, axis);
            const PlaneRect cut = crossSection(layout, component(box.low, axis), box);
            const QPointF first = layout.toPlane(centreOf(box.low));
            const QPointF last = layout.toPlane(centreOf(box.high));
            EXPECT_EQ(static_cast<double>(cut.left), std::min(first.x(), last.x()));
            EXPECT_EQ(static_cast<double>(cut.right), std::max(first.x(), last.x()));
            EXPECT_EQ(static_cast<double>(cut.top), std::min(first.y(), last.y()));
            EXPECT_EQ(static_cast<double>(cut.bottom), std::max(first.y(), last.y()));
            EXPECT_TRUE(crossSection(layout, component(box.low, axis) - 1, box).empty());
        }
    }
}

} // namespace
} // namespace laurel::ui
