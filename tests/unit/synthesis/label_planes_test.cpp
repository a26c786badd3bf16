#include "composition.h"
#include "label_planes.h"
#include "limb_table.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace laurel {
namespace {

void paintDisc(LabelMap& labels, double x, double y, double radius, std::uint16_t value) {
    const GridSize& size = labels.geometry().size();
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t r = 0; r < size.y; ++r) {
            for (std::int64_t c = 0; c < size.x; ++c) {
                if (std::hypot(static_cast<double>(c) - x, static_cast<double>(r) - y) <= radius) {
                    labels.set({c, r, z}, value);
                }
            }
        }
    }
}

/// Six discs in the places of a right leg's muscles, 1 mm voxels, and a labelled fibula.
LabelMap discLeg() {
    LabelMap labels(Geometry({120, 120, 2}, {1, 1, 6}));
    constexpr std::array<std::array<double, 3>, 7> discs{{{60, 70, 16},
                                                          {88, 70, 11},
                                                          {60, 97, 9},
                                                          {40, 25, 10},
                                                          {28, 42, 7},
                                                          {25, 60, 9},
                                                          {42, 48, 5}}};
    for (std::size_t i = 0; i < discs.size(); ++i) {
        paintDisc(labels, discs[i][0], discs[i][1], discs[i][2], static_cast<std::uint16_t>(i + 1));
    }
    addMuscleSegments(labels, Limb::Leg, Side::Right, 1);
    labels.addSegment({"Fibula_R", 7, 0, {}, {}, {}});
    return labels;
}

float fieldAt(const LimbPlane& plane, PlanePoint point, int field) {
    std::array<float, maxLimbFields> distances{};
    interpolateDistances(plane, point, distances.data());
    return distances[static_cast<std::size_t>(field)];
}

TEST(LabelPlanes, DistancesAreThoseToTheMuscleBeforeErosion) {
    const LabelMap labels = discLeg();
    const LimbStructures layout = layoutOf({labels}, Limb::Leg);
    const auto stacks = limbStacks(labels, layout, {1.5});
    ASSERT_EQ(stacks.size(), 1U);
    ASSERT_EQ(stacks[0].planes.size(), 2U);
    EXPECT_EQ(stacks[0].sliceSpacing, 6);
    const LimbPlane& plane = stacks[0].planes[0];
    const int soleus = layout.muscleField(0);
    for (const double away : {-7.0, -3.0, 0.0, 4.0, 9.0}) { // from the mask's border, radius 16
        const PlanePoint point{60 + (16.5 + away) / std::sqrt(2),
                               70 - (16.5 + away) / std::sqrt(2)};
        EXPECT_NEAR(fieldAt(plane, point, soleus), away - 1.5, 0.8) << away;
    }
}

TEST(LabelPlanes, LabelledBoneKeepsItsPlace) {
    const LabelMap labels = discLeg();
    const LimbStructures layout = layoutOf({labels}, Limb::Leg);
    const auto stacks = limbStacks(labels, layout, {1.5});
    const LimbPlane& plane = stacks[0].planes[1];
    ASSERT_EQ(layout.bones[1], "Fibula");
    EXPECT_NEAR(fieldAt(plane, {42, 48}, layout.boneField(1)), -5.5,
                2.1); // smoothing takes the tip
    EXPECT_NEAR(fieldAt(plane, {42 + 5.5, 48}, layout.boneField(1)), 0, 0.8);
    EXPECT_LT(fieldAt(plane, {42, 48}, layout.marrowField(1)), -2);
}

TEST(LabelPlanes, TibiaLiesMediallyOfTibialisAnteriorInTheGap) {
    const LabelMap labels = discLeg();
    const LimbStructures layout = layoutOf({labels}, Limb::Leg);
    const LimbPlane plane = limbStacks(labels, layout, {1.5})[0].planes[0];
    PlanePoint deepest;
    float least = 1e9F;
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const float distance = plane.at(c, r, layout.boneField(0));
            if (distance < least) {
                least = distance;
                deepest = {plane.grid.x(c), plane.grid.y(r)};
            }
        }
    }
    EXPECT_LT(least, -5);
    EXPECT_GT(deepest.x, 50);
    EXPECT_LT(deepest.y, 54);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_GT(fieldAt(plane, deepest, layout.muscleField(i)), 0);
    }
}

TEST(LabelPlanes, LeftLimbIsTheMirrorImageOfTheRight) {
    const LabelMap right = discLeg();
    LabelMap left(right.geometry());
    for (std::int64_t z = 0; z < 2; ++z) {
        for (std::int64_t y = 0; y < 120; ++y) {
            for (std::int64_t x = 0; x < 120; ++x) {
                left.set({119 - x, y, z}, right.at({x, y, z}));
            }
        }
    }
    addMuscleSegments(left, Limb::Leg, Side::Left, 1);
    left.addSegment({"Fibula_L", 7, 0, {}, {}, {}});
    const LimbStructures layout = layoutOf({right}, Limb::Leg);
    const LimbPlane a = limbStacks(right, layout, {1.5})[0].planes[0];
    const LimbPlane b = limbStacks(left, layout, {1.5})[0].planes[0];
    ASSERT_EQ(a.distances.size(), b.distances.size());
    for (std::size_t i = 0; i < a.distances.size(); ++i) {
        ASSERT_NEAR(a.distances[i], b.distances[i], 1e-3);
    }
}

TEST(LimbPlane, BlendingIsLinearInDistances) {
    const LimbTable& table = legTable();
    Random random(1);
    const Proportions same = drawProportions(table, 0, random);
    const LimbPlane a = crossSection(table, same, 0.58);
    LimbPlane b = a;
    for (float& distance : b.distances) {
        distance += 4;
    }
    const LimbPlane half = blend(a, b, 0.25);
    for (std::size_t i = 0; i < a.distances.size(); ++i) {
        ASSERT_NEAR(half.distances[i], a.distances[i] + 1, 1e-4);
    }
}

TEST(LimbTable, ShapesPassThroughTheirSectionsAndNeverLeap) {
    for (const LimbTable* table : {&legTable(), &thighTable()}) {
        Random random(1);
        const Proportions same = drawProportions(*table, 0, random);
        const LimbStructures layout = layoutOf(*table);
        ASSERT_EQ(table->muscles.front().sections.size(), table->levels.size());
        PlanePoint before = crossSection(*table, same, 0).centre;
        for (int percent = 0; percent <= 100; percent += 2) {
            const LimbPlane plane = crossSection(*table, same, percent / 100.0);
            EXPECT_LT(std::hypot(plane.centre.x - before.x, plane.centre.y - before.y), 3);
            EXPECT_GT(plane.radius, 20);
            EXPECT_LT(plane.radius, 95);
            before = plane.centre;
        }
        for (std::size_t i = 0; i < table->levels.size(); ++i) { // a disc's centre is inside
            const Disc& disc = table->muscles[0].sections[i][1];
            EXPECT_NEAR(fieldAt(crossSection(*table, same, table->levels[i]), {disc.x, disc.y},
                                layout.muscleField(0)),
                        -disc.r - table->fullness, 2.5);
        }
    }
}

RenderedLimb discLimb(double x, double y, double radius) {
    RenderedLimb limb;
    limb.grid = {60, 50, 1, 1, {}};
    limb.signal.assign(limb.grid.pixels(), 1);
    limb.label.assign(limb.grid.pixels(), 1);
    limb.skinDistance.resize(limb.grid.pixels());
    for (std::int64_t r = 0; r < 50; ++r) {
        for (std::int64_t c = 0; c < 60; ++c) {
            limb.skinDistance[static_cast<std::size_t>(r * 60 + c)] =
                static_cast<float>(std::hypot(limb.grid.x(c) - x, limb.grid.y(r) - y) - radius);
        }
    }
    return limb;
}

TEST(Composition, TouchingShiftLeavesNoOverlapAndNoGap) {
    const RenderedLimb right = discLimb(20, 25, 15.3);
    const RenderedLimb left = discLimb(30, 20, 10.2);
    const std::int64_t shift = touchingShift(right, left);
    std::int64_t narrowest = 1000;
    for (std::size_t r = 0; r < 50; ++r) {
        std::int64_t last = -1000;
        std::int64_t first = 1000;
        for (std::int64_t c = 0; c < 60; ++c) {
            const std::size_t i = r * 60 + static_cast<std::size_t>(c);
            last = right.skinDistance[i] < 0 ? c : last;
            first = left.skinDistance[i] < 0 ? std::min(first, c + shift) : first;
        }
        narrowest = std::min(narrowest, first - last);
    }
    EXPECT_EQ(narrowest, 1);
}

TEST(Composition, OverlappingLimbsKeepTheirSide) {
    Composition image(PlaneGrid{80, 50, 1, 1, {}});
    image.add(discLimb(25, 25, 15), 0, 0, 0);
    image.add(discLimb(25, 25, 15), 28, 0, 6); // 2 pixels too near
    for (std::int64_t c = 12; c < 65; ++c) {
        const std::uint16_t label = image.label[static_cast<std::size_t>(25 * 80 + c)];
        EXPECT_EQ(label, c <= 39 ? 1 : 7) << c;
    }
}

TEST(Composition, BodyBoxIsTight) {
    const BodyBox box = bodyBox(discLimb(30, 20, 10.2));
    EXPECT_EQ(box.firstColumn, 20);
    EXPECT_EQ(box.lastColumn, 40);
    EXPECT_EQ(box.firstRow, 10);
    EXPECT_EQ(box.rows(), 21);
}

} // namespace
} // namespace laurel
