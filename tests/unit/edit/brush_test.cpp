#include "laurel/edit/brush_tool.h"

#include "random_acts.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace laurel {
namespace {

constexpr std::array<double, 3> xyz(const ContinuousIndex& at) {
    return {at.x, at.y, at.z};
}

/// The definition of a brush at one place, for one voxel.
struct Definition {
    BrushParameters brush;
    SlicePlane plane;
    std::array<double, 3> spacing;

    bool isFlat(int axis) const { return brush.reach == BrushReach::Slice && axis == plane.axis; }
    /// In mm from the centre of the brush: Euclidean, or the largest along an axis.
    double distance(const VoxelIndex& voxel, const ContinuousIndex& pointer) const {
        const std::array<double, 3> at{static_cast<double>(voxel.x), static_cast<double>(voxel.y),
                                       static_cast<double>(voxel.z)};
        double squares = 0;
        double most = 0;
        for (int axis = 0; axis < 3; ++axis) {
            const double place =
                axis == plane.axis ? static_cast<double>(plane.index) : xyz(pointer)[axis];
            const double away = std::abs(at[axis] - place) * spacing[axis];
            if (isFlat(axis) && away > 0) {
                return std::numeric_limits<double>::infinity();
            }
            squares += away * away;
            most = std::max(most, away);
        }
        return brush.shape == BrushShape::Round ? std::sqrt(squares) : most;
    }
    bool isUnderPointer(const VoxelIndex& voxel, const ContinuousIndex& pointer,
                        double slack = 0) const {
        const std::array<std::int64_t, 3> at{voxel.x, voxel.y, voxel.z};
        for (int axis = 0; axis < 3; ++axis) {
            const bool within =
                axis == plane.axis
                    ? at[axis] == plane.index
                    : std::abs(static_cast<double>(at[axis]) - xyz(pointer)[axis]) <= 0.5 + slack;
            if (!within) {
                return false;
            }
        }
        return true;
    }
};

template <typename Visit>
void forEachVoxel(const GridSize& size, const Visit& visit) {
    for (std::int64_t at = 0; at < size.voxels(); ++at) {
        visit(VoxelIndex{at % size.x, at / size.x % size.y, at / (size.x * size.y)});
    }
}

/// An empty volume with one segment, and a brush over it.
class Canvas {
  public:
    Canvas(const Geometry& geometry, const BrushParameters& brush, const SlicePlane& plane)
        : definition{brush, plane, geometry.spacing()}, target_(empty(geometry)) {}

    void stroke(const std::vector<PointerSample>& path) {
        BrushTool tool;
        tool.parameters = definition.brush;
        LabelMapEdit edit(target_, 0);
        tool.press(edit, {nullptr, segment(), definition.plane, false}, path.front());
        for (std::size_t sample = 1; sample < path.size(); ++sample) {
            tool.drag(edit, path[sample]);
        }
        label = tool.release(edit);
        edit.commit(label);
    }
    bool isPainted(const VoxelIndex& voxel) const { return target_.labels.at(voxel) == 1; }
    const Segment& segment() const { return target_.labels.segments().front(); }
    Mask mask() const { return target_.labels.mask(segment()); }

    Definition definition;
    StepLabel label;

  private:
    static Segmentation empty(const Geometry& geometry) {
        LabelMap labels(geometry);
        labels.addSegment(segmentOf("A", 1));
        return Segmentation(labels);
    }
    Segmentation target_;
};

std::string textOf(const VoxelIndex& voxel) {
    return std::to_string(voxel.x) + " " + std::to_string(voxel.y) + " " + std::to_string(voxel.z);
}

TEST(BrushTool, ADabIsEveryVoxelWithinHalfTheSizeAndTheOneUnderThePointer) {
    Random random(51);
    for (int trial = 0; trial < 1500; ++trial) {
        const GridSize size = randomThinSize(random, 13);
        Canvas canvas(randomGeometry(random, size), randomBrush(random), randomPlane(random, size));
        const PointerSample at{randomPlace(random, size), random.uniform()};
        canvas.stroke({at});
        const BrushParameters& brush = canvas.definition.brush;
        const double half = brush.sizeMm / 2 * (brush.pressureSetsSize ? at.pressure : 1);
        forEachVoxel(size, [&](const VoxelIndex& voxel) {
            const double distance = canvas.definition.distance(voxel, at.at);
            if (std::abs(distance - half) > 1e-6) {
                ASSERT_EQ(canvas.isPainted(voxel),
                          distance < half || canvas.definition.isUnderPointer(voxel, at.at))
                    << textOf(voxel) << " trial " << trial;
            }
        });
    }
}

TEST(BrushTool, CentresOnTheRimBelongToIt) {
    for (const double spacing : {1.0, 0.7, 0.3, 0.1}) {
        BrushParameters brush;
        brush.sizeMm = 2 * spacing;
        Canvas canvas(Geometry({5, 5, 1}, {spacing, spacing, 1}), brush, {2, 0});
        canvas.stroke({{{2, 2, 0}}});
        const Mask plus{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
        EXPECT_EQ(canvas.mask(), plus) << spacing;
    }
}

TEST(BrushTool, OnTheBorderOfTwoVoxelsTheUpperOneIsUnderThePointer) {
    BrushParameters brush;
    brush.sizeMm = 0.2;
    Canvas canvas(Geometry({5, 1, 1}, {1, 1, 1}), brush, {2, 0});
    canvas.stroke({{{2.5, 0, 0}}});
    EXPECT_EQ(canvas.mask(), (Mask{0, 0, 0, 1, 0}));
    Canvas along(Geometry({5, 2, 1}, {1, 1, 1}), brush, {2, 0});
    along.stroke({{{1, 0.5, 0}}, {{3, 0.5, 0}}});
    EXPECT_EQ(along.mask(), (Mask{0, 0, 0, 0, 0, 0, 1, 1, 1, 0}));
}

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

TEST(BrushTool, AFastStrokeIsTheUnionOfItsDabs) {
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

TEST(BrushTool, ARoundStrokeEqualsTheDistanceFromItsWay) {
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
            to[1] = from[1] + (random.chance(0.5) ? 0 : 1e-15);
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

TEST(BrushTool, StrokesAreConnected) {
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

TEST(BrushTool, PressureWidensAStrokeEvenly) {
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

TEST(BrushTool, AStrokeInPiecesEqualsTheWholeOne) {
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

class BrushOverSegments : public ::testing::Test {
  protected:
    BrushOverSegments() : target_(labels()) {}

    std::vector<std::uint16_t> act(BrushTool& tool, bool inverted, Overwrite overwrite) {
        LabelMapEdit edit(target_, 0, overwrite);
        tool.parameters.sizeMm = 50;
        tool.press(edit, {nullptr, target_.labels.segments()[0], {2, 0}, inverted}, {{2, 0, 0}});
        label_ = tool.release(edit);
        edit.commit(label_);
        const auto voxels = std::as_const(target_.labels).layer(0);
        return {voxels.begin(), voxels.end()};
    }

    using Voxels = std::vector<std::uint16_t>;
    BrushTool brush_;
    BrushTool eraser_{true};
    Segmentation target_;
    StepLabel label_;

  private:
    static Segmentation labels() {
        LabelMap labels(Geometry({4, 1, 2}, {1, 1, 1}), {0, 1, 2, 3, 1, 1, 1, 1});
        labels.addSegment(segmentOf("Soleus", 1));
        labels.addSegment(segmentOf("Other", 2));
        labels.addSegment(segmentOf("Locked", 3));
        Segmentation made(labels);
        made.looks[2].locked = true;
        return made;
    }
};

TEST_F(BrushOverSegments, PaintsOverWhatIsNotLocked) {
    EXPECT_EQ(act(brush_, false, Overwrite::Unlocked), (Voxels{1, 1, 1, 3, 1, 1, 1, 1}));
    EXPECT_EQ(label_, (StepLabel{StepKind::Brush, "Brush", "Soleus · 1"}));
}

TEST_F(BrushOverSegments, PaintsOverBackgroundOnly) {
    EXPECT_EQ(act(brush_, false, Overwrite::Background), (Voxels{1, 1, 2, 3, 1, 1, 1, 1}));
}

TEST_F(BrushOverSegments, ErasesTheSegmentOnly) {
    EXPECT_EQ(act(eraser_, false, Overwrite::Background), (Voxels{0, 0, 2, 3, 1, 1, 1, 1}));
    EXPECT_EQ(label_.kind, StepKind::Eraser);
}

TEST_F(BrushOverSegments, InvertedTheyChangePlaces) {
    brush_.parameters.reach = BrushReach::Volume;
    EXPECT_EQ(act(brush_, true, Overwrite::Unlocked), (Voxels{0, 0, 2, 3, 0, 0, 0, 0}));
    EXPECT_EQ(label_, (StepLabel{StepKind::Eraser, "Eraser", "Soleus · 1–2"}));
    EXPECT_EQ(act(eraser_, true, Overwrite::Unlocked), (Voxels{1, 1, 1, 3, 0, 0, 0, 0}));
    EXPECT_EQ(label_, (StepLabel{StepKind::Brush, "Brush", "Soleus · 1"}));
}

TEST_F(BrushOverSegments, APointerThatIsNowherePaintsNothing) {
    const Segmentation before = target_;
    for (const double nowhere : {std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity(), 1e300, -1e18}) {
        LabelMapEdit edit(target_, 0);
        brush_.press(edit, {nullptr, target_.labels.segments()[0], {2, 0}, false},
                     {{nowhere, 0, 0}});
        brush_.drag(edit, {{0, nowhere, 0}});
        EXPECT_TRUE(edit.commit(brush_.release(edit)).empty()) << nowhere;
    }
    EXPECT_EQ(target_, before);
}

TEST_F(BrushOverSegments, ParametersChangedDuringAStrokeWaitForTheNext) {
    brush_.parameters.sizeMm = 0.5;
    LabelMapEdit edit(target_, 0);
    brush_.press(edit, {nullptr, target_.labels.segments()[0], {2, 0}, false}, {{0, 0, 0}});
    brush_.parameters.sizeMm = 50;
    brush_.drag(edit, {{0.1, 0, 0}});
    EXPECT_EQ(target_.labels.at({2, 0, 0}), 2);
}

} // namespace
} // namespace laurel
