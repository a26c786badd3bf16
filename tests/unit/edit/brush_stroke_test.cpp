#include "brush_definition.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// The smallest distance from any place of the way, by trying many.
double smallestDistance(const Definition& definition, const VoxelIndex& voxel,
                        const ContinuousIndex& from, const ContinuousIndex& to) {
    double smallest = std::numeric_limits<double>::infinity();
    constexpr int places = 2000;
    for (int place = 0; place <= places; ++place) {
        const double part = static_cast<double>(place) / places;
        smallest = std::min(smallest, definition.distance(voxel, {std::lerp(from.x, to.x, part),
                                                                  std::lerp(from.y, to.y, part),
                                                                  std::lerp(from.z, to.z, part)}));
    }
    return smallest;
}

bool isPassedOver(const Definition& definition, const VoxelIndex& voxel,
                  const ContinuousIndex& from, const ContinuousIndex& to, double slack) {
    for (int place = 0; place <= 2000; ++place) {
        const double part = place / 2000.0;
        if (definition.isUnderPointer(voxel,
                                      {std::lerp(from.x, to.x, part), std::lerp(from.y, to.y, part),
                                       std::lerp(from.z, to.z, part)},
                                      slack)) {
            return true;
        }
    }
    return false;
}

TEST(BrushStroke, AFastStrokeIsTheUnionOfItsDabs) {
    Random random(52);
    for (int trial = 0; trial < 120; ++trial) {
        const GridSize size = randomThinSize(random, 9);
        BrushParameters brush = randomBrush(random);
        brush.pressureSetsSize = false;
        Canvas canvas(randomGeometry(random, size), brush, randomPlane(random, size));
        const ContinuousIndex from = randomPlace(random, size);
        const ContinuousIndex to = randomPlace(random, size);
        canvas.stroke({{from}, {to}});
        const Definition& definition = canvas.definition;
        // Between two of the places tried the pointer moves less than this, in mm and voxels.
        const double gap = 17.0 * 6 * 2 / 2000;
        forEachVoxel(size, [&](const VoxelIndex& voxel) {
            const double distance = smallestDistance(definition, voxel, from, to);
            if (canvas.isPainted(voxel)) {
                ASSERT_TRUE(distance <= brush.sizeMm / 2 + gap ||
                            isPassedOver(definition, voxel, from, to, 0.02))
                    << textOf(voxel) << " trial " << trial;
            } else {
                ASSERT_FALSE(distance <= brush.sizeMm / 2 - 1e-6 ||
                             isPassedOver(definition, voxel, from, to, -1e-6))
                    << textOf(voxel) << " trial " << trial;
            }
        });
    }
}

/// The exact distance of a point from a straight way, for the round brush.
double distanceFromWay(const std::array<double, 3>& point, const std::array<double, 3>& from,
                       const std::array<double, 3>& to) {
    double along = 0;
    double length = 0;
    for (int axis = 0; axis < 3; ++axis) {
        along += (point[axis] - from[axis]) * (to[axis] - from[axis]);
        length += (to[axis] - from[axis]) * (to[axis] - from[axis]);
    }
    const double part = length > 0 ? std::clamp(along / length, 0.0, 1.0) : 0;
    double squares = 0;
    for (int axis = 0; axis < 3; ++axis) {
        const double away = point[axis] - std::lerp(from[axis], to[axis], part);
        squares += away * away;
    }
    return std::sqrt(squares);
}

TEST(BrushStroke, ARoundStrokeEqualsTheDistanceFromItsWay) {
    Random random(53);
    for (int trial = 0; trial < 1500; ++trial) {
        const GridSize size = randomThinSize(random, 12);
        BrushParameters brush;
        brush.sizeMm = random.uniform(0.2, 20);
        brush.reach = random.chance(0.5) ? BrushReach::Slice : BrushReach::Volume;
        const SlicePlane plane = randomPlane(random, size);
        Canvas canvas(randomGeometry(random, size), brush, plane);
        std::array<double, 3> from = xyz(randomPlace(random, size));
        std::array<double, 3> to = xyz(randomPlace(random, size));
        if (random.chance(0.3)) { // along a row, or nearly
            from[1] = random.chance(0.5) ? from[1] : 0;
            to[1] = from[1] + (random.chance(0.5) ? 1e-15 : 1e-161);
        }
        from[plane.axis] = to[plane.axis] = static_cast<double>(plane.index);
        canvas.stroke({{{from[0], from[1], from[2]}}, {{to[0], to[1], to[2]}}});
        const auto& spacing = canvas.definition.spacing;
        for (int axis = 0; axis < 3; ++axis) {
            from[axis] *= spacing[axis];
            to[axis] *= spacing[axis];
        }
        forEachVoxel(size, [&](const VoxelIndex& voxel) {
            const std::array<std::int64_t, 3> index{voxel.x, voxel.y, voxel.z};
            if (brush.reach == BrushReach::Slice && index[plane.axis] != plane.index) {
                ASSERT_FALSE(canvas.isPainted(voxel));
                return;
            }
            const double distance = distanceFromWay({static_cast<double>(voxel.x) * spacing[0],
                                                     static_cast<double>(voxel.y) * spacing[1],
                                                     static_cast<double>(voxel.z) * spacing[2]},
                                                    from, to);
            const double largestVoxel = std::hypot(spacing[0], spacing[1], spacing[2]) / 2;
            if (distance < brush.sizeMm / 2 - 1e-6) {
                ASSERT_TRUE(canvas.isPainted(voxel)) << textOf(voxel) << " trial " << trial;
            } else if (distance > std::max(brush.sizeMm / 2, largestVoxel) + 1e-6) {
                ASSERT_FALSE(canvas.isPainted(voxel)) << textOf(voxel) << " trial " << trial;
            }
        });
    }
}

TEST(BrushStroke, StrokesAreConnected) {
    Random random(54);
    for (int trial = 0; trial < 500; ++trial) {
        const GridSize size = randomSize(random, 25);
        Canvas canvas(randomGeometry(random, size), randomBrush(random), randomPlane(random, size));
        canvas.definition.brush.sizeMm = random.uniform(0.2, 4);
        std::vector<PointerSample> path;
        for (int samples = random.integer(1, 5); samples > 0; --samples) {
            path.push_back({{random.uniform(0, static_cast<double>(size.x - 1)),
                             random.uniform(0, static_cast<double>(size.y - 1)),
                             random.uniform(0, static_cast<double>(size.z - 1))},
                            random.uniform()});
        }
        canvas.stroke(path);
        EXPECT_EQ(
            connectedComponents(canvas.mask(), size, Connectivity::FacesEdgesCorners).sizes.size(),
            1U)
            << trial;
    }
}

TEST(BrushStroke, PressureWidensAStrokeEvenly) {
    Random random(55);
    for (int trial = 0; trial < 300; ++trial) {
        const GridSize size = randomSize(random, 12);
        Canvas canvas(randomGeometry(random, size), randomBrush(random), randomPlane(random, size));
        canvas.definition.brush.pressureSetsSize = true;
        const PointerSample from{randomPlace(random, size), random.uniform()};
        const PointerSample to{randomPlace(random, size), random.uniform()};
        canvas.stroke({from, to});
        const auto& spacing = canvas.definition.spacing;
        const double slack = std::max(*std::min_element(spacing.begin(), spacing.end()) / 2,
                                      canvas.definition.brush.sizeMm / 100);
        const double voxel = std::hypot(spacing[0], spacing[1], spacing[2]);
        std::vector<bool> isNear(static_cast<std::size_t>(size.voxels()));
        for (int place = 0; place <= 300; ++place) {
            const double part = place / 300.0;
            const ContinuousIndex at{std::lerp(from.at.x, to.at.x, part),
                                     std::lerp(from.at.y, to.at.y, part),
                                     std::lerp(from.at.z, to.at.z, part)};
            const double half =
                canvas.definition.brush.sizeMm / 2 * std::lerp(from.pressure, to.pressure, part);
            std::size_t number = 0;
            forEachVoxel(size, [&](const VoxelIndex& index) {
                const double distance = canvas.definition.distance(index, at);
                if (distance < half - slack) {
                    ASSERT_TRUE(canvas.isPainted(index)) << textOf(index) << " trial " << trial;
                }
                isNear[number] = isNear[number] || distance < std::max(half + slack, voxel) + 0.5;
                ++number;
            });
        }
        std::size_t number = 0;
        forEachVoxel(size, [&](const VoxelIndex& index) {
            ASSERT_TRUE(!canvas.isPainted(index) || isNear[number]) << trial;
            ++number;
        });
    }
}

TEST(BrushStroke, AStrokeInPiecesEqualsTheWholeOne) {
    Random random(56);
    for (int trial = 0; trial < 300; ++trial) {
        const GridSize size = randomThinSize(random, 15);
        const Geometry geometry = randomGeometry(random, size);
        BrushParameters brush = randomBrush(random);
        brush.pressureSetsSize = false;
        const SlicePlane plane = randomPlane(random, size);
        Canvas whole(geometry, brush, plane);
        Canvas pieces(geometry, brush, plane);
        const ContinuousIndex from = randomPlace(random, size);
        const ContinuousIndex to = randomPlace(random, size);
        whole.stroke({{from}, {to}});
        std::vector<PointerSample> path;
        for (int piece = 0; piece <= 16; ++piece) {
            path.push_back(
                {{std::lerp(from.x, to.x, piece / 16.0), std::lerp(from.y, to.y, piece / 16.0),
                  std::lerp(from.z, to.z, piece / 16.0)}});
        }
        pieces.stroke(path);
        EXPECT_EQ(whole.mask(), pieces.mask()) << trial;
    }
}

} // namespace
} // namespace laurel
