#include "laurel/edit/brush_tool.h"
#include "laurel/edit/lasso_tool.h"
#include "laurel/edit/region_tool.h"

#include "random_cases.h"

#include <cmath>
#include <numbers>
#include <set>

#include <gtest/gtest.h>

namespace laurel {
namespace {

double along(const ContinuousIndex& at, int axis) {
    return axis == 0 ? at.x : axis == 1 ? at.y : at.z;
}

/// Whether a closed line winds around a point an odd number of times, by the angles that its
/// corners span as seen from there.
bool encloses(const std::vector<ContinuousIndex>& line, int across, int down, double x, double y) {
    double turned = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const ContinuousIndex& from = line[i];
        const ContinuousIndex& to = line[(i + 1) % line.size()];
        const double ax = along(from, across) - x;
        const double ay = along(from, down) - y;
        const double bx = along(to, across) - x;
        const double by = along(to, down) - y;
        turned += std::atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return std::llround(std::abs(turned) / (2 * std::numbers::pi)) % 2 == 1;
}

ToolReach randomReach(Random& random, const SlicePlane& plane, const GridSize& size) {
    ToolReach reach;
    reach.kind = static_cast<OperationReach>(random.integer(0, 2));
    const auto end = static_cast<int>(size[plane.axis]) - 1;
    reach.ranges[static_cast<std::size_t>(plane.axis)] = {random.integer(0, end),
                                                          random.integer(-1, end)};
    return reach;
}

/// By the words: the slice, all, or those between two, in whatever order they are said.
bool reaches(const ToolReach& reach, const SlicePlane& plane, std::int64_t slice,
             std::int64_t slices) {
    if (reach.kind == OperationReach::Slice) {
        return slice == plane.index;
    }
    if (reach.kind == OperationReach::Volume) {
        return true;
    }
    const SliceSpan& range = reach.ranges[static_cast<std::size_t>(plane.axis)];
    const std::int64_t last = range.last < 0 ? slices - 1 : range.last;
    const auto isWithin = [&](std::int64_t at) {
        return at >= std::min(range.first, last) && at <= std::max(range.first, last);
    };
    return isWithin(plane.index) && isWithin(slice);
}

TEST(LassoTool, PaintsWhatItsLineWindsAround) {
    Random random(301);
    for (int trial = 0; trial < 300; ++trial) {
        Segmentation target = randomSegmentation(random, 12);
        lockSome(random, target);
        const LabelMap before = target.labels;
        const GridSize size = before.geometry().size();
        const Segment segment = randomSegment(random, target);
        const SlicePlane plane = randomPlane(random, size);
        const bool inverted = random.chance(0.3);
        std::vector<ContinuousIndex> line;
        LassoTool lasso;
        lasso.parameters.reach = randomReach(random, plane, size);
        LabelMapEdit edit(target, segment.layer);
        const Volume image;
        for (int point = random.integer(1, 9); point > 0; --point) {
            line.push_back(randomPlace(random, size));
            if (line.size() == 1) {
                lasso.press(edit, {&image, segment, plane, inverted}, {line.front()});
            } else {
                lasso.drag(edit, {line.back()});
            }
        }
        EXPECT_EQ(lasso.drawn().size(), line.size());
        EXPECT_EQ(target.labels, before) << "nothing is painted before it is closed";
        const StepLabel label = lasso.release(edit);
        EXPECT_EQ(label.kind, StepKind::Lasso);
        EXPECT_TRUE(lasso.drawn().empty());
        const int across = plane.axis == 0 ? 1 : 0;
        const int down = plane.axis == 2 ? 1 : 2;
        for (std::int64_t i = 0; i < size.voxels(); ++i) {
            const VoxelIndex at{i % size.x, i / size.x % size.y, i / (size.x * size.y)};
            const std::array<std::int64_t, 3> place{at.x, at.y, at.z};
            const std::uint16_t present = before.at(at, segment.layer);
            const bool inside =
                line.size() >= 3 &&
                reaches(lasso.parameters.reach, plane, place[static_cast<std::size_t>(plane.axis)],
                        size[plane.axis]) &&
                encloses(line, across, down,
                         static_cast<double>(place[static_cast<std::size_t>(across)]),
                         static_cast<double>(place[static_cast<std::size_t>(down)]));
            std::uint16_t expected = present;
            if (inside && edit.mayPaint(segment.value) && edit.mayPaint(present)) {
                expected = !inverted                  ? segment.value
                           : present == segment.value ? std::uint16_t{0}
                                                      : present;
            }
            ASSERT_EQ(target.labels.at(at, segment.layer), expected) << trial;
        }
    }
}

/// Clicks with a pointer that grips 1 mm, on a flat grid of 1 mm voxels.
class LassoByCorners : public ::testing::Test {
  protected:
    LassoByCorners() {
        target.labels.addSegment(segmentOf("A", 1));
        target.labels.addSegment(segmentOf("B", 2));
        target.looks.resize(2);
    }
    StepLabel click(const std::vector<ContinuousIndex>& way, std::size_t segment = 0,
                    std::int64_t slice = 1) {
        LabelMapEdit edit(target, 0);
        lasso.press(edit, {&image, target.labels.segments()[segment], {2, slice}},
                    {way.front(), 1, 1});
        for (std::size_t i = 1; i < way.size(); ++i) {
            lasso.drag(edit, {way[i], 1, 1});
        }
        StepLabel label = lasso.release(edit);
        (void)edit.commit(label);
        return label;
    }
    std::int64_t painted(std::size_t segment = 0) const {
        return target.labels.voxels(target.labels.segments()[segment]);
    }

    Segmentation target{LabelMap(Geometry({20, 20, 3}, {1, 1, 2}))};
    const Volume image;
    LassoTool lasso;
};

TEST_F(LassoByCorners, ClosesAtTheFirstAndPaintsWhatADragWouldHave) {
    for (const ContinuousIndex& corner :
         {ContinuousIndex{2.5, 2.5, 1}, ContinuousIndex{9.5, 2.5, 1},
          ContinuousIndex{9.5, 15.5, 1}}) {
        const StepLabel label = click({corner, {corner.x + 0.2, corner.y, 1}}); // a hand shakes
        EXPECT_EQ(label.detail, "") << "nothing to say yet";
        EXPECT_EQ(painted(), 0);
    }
    EXPECT_EQ(lasso.waiting({2, 1}).size(), 3U);
    EXPECT_TRUE(lasso.waiting({2, 0}).empty()) << "of another slice";
    const StepLabel label = click({{2.9, 2.9, 1}}); // near the first
    EXPECT_EQ(label.detail, "A · 2");
    EXPECT_TRUE(lasso.waiting({2, 1}).empty());
    Segmentation other = target;
    for (std::uint16_t& voxel : other.labels.layer(0)) {
        voxel = 0;
    }
    LassoTool drawn;
    LabelMapEdit edit(other, 0);
    drawn.press(edit, {&image, other.labels.segments()[0], {2, 1}}, {{2.5, 2.5, 1}});
    drawn.drag(edit, {{9.5, 2.5, 1}});
    drawn.drag(edit, {{9.5, 15.5, 1}});
    (void)edit.commit(drawn.release(edit));
    EXPECT_GT(painted(), 40);
    EXPECT_EQ(target.labels, other.labels);
}

TEST_F(LassoByCorners, ADragBetweenCornersAddsItsWay) {
    click({{2.5, 2.5, 1}});
    click({{9.5, 2.5, 1}, {9.5, 8.5, 1}, {9.5, 15.5, 1}});
    click({{2.5, 15.5, 1}});
    EXPECT_EQ(painted(), 0);
    click({{2.5, 2.5, 1}});
    EXPECT_EQ(painted(), 7 * 13);
}

TEST_F(LassoByCorners, TwoCornersCloseNothing) {
    click({{2.5, 2.5, 1}});
    click({{9.5, 2.5, 1}});
    click({{2.5, 2.5, 1}});
    EXPECT_EQ(painted(), 0);
    EXPECT_EQ(lasso.waiting({2, 1}).size(), 3U) << "it is a corner like the others";
}

TEST_F(LassoByCorners, AnotherSliceSegmentOrEscDropsThem) {
    click({{2.5, 2.5, 1}});
    click({{9.5, 2.5, 0}}, 0, 0);
    EXPECT_EQ(lasso.waiting({2, 0}).size(), 1U);
    click({{2.5, 2.5, 0}}, 1, 0);
    EXPECT_EQ(lasso.waiting({2, 0}).size(), 1U);
    EXPECT_TRUE(lasso.dropWaiting());
    EXPECT_FALSE(lasso.dropWaiting());
    EXPECT_TRUE(lasso.waiting({2, 0}).empty());
}

TEST(LassoTool, NeighbouringAreasShareNoVoxelAndLeaveNone) {
    Segmentation target(LabelMap(Geometry({20, 20, 1}, {1, 1, 1})));
    for (const int value : {1, 2}) {
        target.labels.addSegment(
            segmentOf("S" + std::to_string(value), static_cast<std::uint16_t>(value)));
    }
    target.looks.resize(2);
    const Volume image;
    // Two squares whose common border runs through voxel centres.
    const std::vector<std::vector<ContinuousIndex>> squares{
        {{2, 2, 0}, {9, 2, 0}, {9, 15, 0}, {2, 15, 0}},
        {{9, 2, 0}, {17, 2, 0}, {17, 15, 0}, {9, 15, 0}}};
    for (std::size_t i = 0; i < 2; ++i) {
        LassoTool lasso;
        LabelMapEdit edit(target, 0, Overwrite::Background);
        lasso.press(edit, {&image, target.labels.segments()[i], {2, 0}}, {squares[i][0]});
        for (const ContinuousIndex& corner : squares[i]) {
            lasso.drag(edit, {corner});
        }
        (void)edit.commit(lasso.release(edit));
    }
    EXPECT_EQ(target.labels.voxels(target.labels.segments()[0]), 7 * 13);
    EXPECT_EQ(target.labels.voxels(target.labels.segments()[1]), 8 * 13);
}

/// An image of any numbers, negative ones and zero too.
Volume randomImage(Random& random, const Geometry& geometry) {
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(geometry.size().voxels()));
    for (std::int16_t& pixel : pixels) {
        pixel = static_cast<std::int16_t>(random.integer(-3, 3));
    }
    return {geometry, std::move(pixels)};
}

TEST(RegionTool, ReachesAlikeNeighboursWithinItsRadius) {
    Random random(302);
    for (int trial = 0; trial < 300; ++trial) {
        Segmentation target(LabelMap(randomGeometry(random, randomThinSize(random, 9))));
        target.labels.addSegment(segmentOf("A", 7));
        target.looks.resize(1);
        const Geometry geometry = target.labels.geometry();
        const Volume image = randomImage(random, geometry);
        const GridSize size = geometry.size();
        VoxelIndex seed = randomVoxel(random, size);
        SlicePlane plane = randomPlane(random, size);
        (plane.axis == 0 ? seed.x : plane.axis == 1 ? seed.y : seed.z) = plane.index;
        RegionTool tool;
        tool.parameters.tolerancePercent = 25;
        tool.parameters.radiusMm = random.uniform(1, 12);
        tool.parameters.reach.kind =
            random.chance(0.5) ? OperationReach::Slice : OperationReach::Volume;
        LabelMapEdit edit(target, 0);
        tool.press(edit, {&image, target.labels.segments()[0], plane, false, 0, 4},
                   {{static_cast<double>(seed.x), static_cast<double>(seed.y),
                     static_cast<double>(seed.z)}}); // 25 % of 4: a difference of 1
        std::set<std::size_t> reached{geometry.offset(seed)};
        std::vector<VoxelIndex> waiting{seed};
        while (!waiting.empty()) {
            const VoxelIndex at = waiting.back();
            waiting.pop_back();
            for (int way = 0; way < 6; ++way) {
                const int step = way % 2 == 0 ? -1 : 1;
                const int axis = way / 2;
                const VoxelIndex next{at.x + (axis == 0 ? step : 0), at.y + (axis == 1 ? step : 0),
                                      at.z + (axis == 2 ? step : 0)};
                const std::array<std::int64_t, 3> from{next.x - seed.x, next.y - seed.y,
                                                       next.z - seed.z};
                const bool flat =
                    tool.parameters.reach.kind == OperationReach::Slice && axis == plane.axis;
                if (flat || !geometry.contains(next) ||
                    static_cast<double>(std::abs(from[static_cast<std::size_t>(axis)])) *
                            geometry.spacing()[static_cast<std::size_t>(axis)] >
                        tool.parameters.radiusMm ||
                    std::abs(image.value(next, 0) - image.value(seed, 0)) > 1) {
                    continue;
                }
                if (reached.insert(geometry.offset(next)).second) {
                    waiting.push_back(next);
                }
            }
        }
        for (std::size_t i = 0; i < target.labels.layer(0).size(); ++i) {
            ASSERT_EQ(target.labels.layer(0)[i] == 7, reached.contains(i)) << trial;
        }
    }
}

/// Whatever the way of the pointer, what counts is where it ends; the parameter keeps it.
TEST(RegionTool, ADragFromTheSeedSetsTheTolerance) {
    Random random(304);
    int differ = 0;
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation dragged(LabelMap(randomGeometry(random, randomThinSize(random, 9))));
        dragged.labels.addSegment(segmentOf("A", 7));
        dragged.labels.addSegment(segmentOf("B", 8));
        dragged.looks.resize(2);
        for (std::uint16_t& voxel : dragged.labels.layer(0)) {
            voxel = random.chance(0.2) ? 8 : 0;
        }
        Segmentation clicked = dragged;
        const Geometry geometry = dragged.labels.geometry();
        const Volume image = randomImage(random, geometry);
        const SlicePlane plane = randomPlane(random, geometry.size());
        VoxelIndex seed = randomVoxel(random, geometry.size());
        (plane.axis == 0 ? seed.x : plane.axis == 1 ? seed.y : seed.z) = plane.index;
        const ContinuousIndex start{static_cast<double>(seed.x), static_cast<double>(seed.y),
                                    static_cast<double>(seed.z)};
        const ToolScene scene{&image, dragged.labels.segments()[0], plane, false, 0, 6};
        const auto awayBy = [&](double mm) { // along the plane's first axis
            ContinuousIndex at = start;
            (plane.axis == 0 ? at.y : at.x) += mm / geometry.spacing()[plane.axis == 0 ? 1 : 0];
            return PointerSample{at, 1, 2};
        };
        RegionTool tool;
        tool.parameters.tolerancePercent = 10;
        const int percent = random.integer(5, 90);
        {
            LabelMapEdit edit(dragged, 0);
            tool.press(edit, scene, awayBy(0));
            tool.drag(edit, awayBy(random.integer(3, 120)));
            tool.drag(edit, awayBy(percent)); // half of the grip of 2 mm is one percent
            (void)edit.commit(tool.release(edit));
        }
        EXPECT_EQ(tool.parameters.tolerancePercent, percent);
        RegionTool other;
        other.parameters.tolerancePercent = percent;
        LabelMapEdit edit(clicked, 0);
        other.press(edit, scene, awayBy(0));
        (void)edit.commit(other.release(edit));
        ASSERT_EQ(dragged, clicked) << trial;
        differ += percent >= 17 ? 1 : 0;
    }
    EXPECT_GT(differ, 50);
}

TEST(BrushTool, ThatFollowsIntensityLeavesOutWhatDiffers) {
    Random random(303);
    for (int trial = 0; trial < 200; ++trial) {
        const Geometry geometry = randomGeometry(random, randomThinSize(random, 12));
        const Volume image = randomImage(random, geometry);
        const SlicePlane plane = randomPlane(random, geometry.size());
        Segmentation plain(LabelMap{geometry});
        plain.labels.addSegment(segmentOf("A", 7));
        plain.looks.resize(1);
        Segmentation following = plain;
        const ContinuousIndex from = randomPlace(random, geometry.size());
        const ContinuousIndex to = randomPlace(random, geometry.size());
        for (Segmentation* target : {&plain, &following}) {
            BrushTool brush;
            brush.parameters.sizeMm = 6;
            brush.parameters.followsIntensity = target == &following;
            brush.parameters.tolerancePercent = 25;
            LabelMapEdit edit(*target, 0);
            brush.press(edit, {&image, plain.labels.segments()[0], plane, false, 0, 4}, {from});
            brush.drag(edit, {to});
            (void)edit.commit(brush.release(edit));
        }
        // The voxel of the press, on the plane; none outside the volume.
        std::array<double, 3> at{from.x, from.y, from.z};
        at[static_cast<std::size_t>(plane.axis)] = static_cast<double>(plane.index);
        const VoxelIndex seed{static_cast<std::int64_t>(std::floor(at[0] + 0.5)),
                              static_cast<std::int64_t>(std::floor(at[1] + 0.5)),
                              static_cast<std::int64_t>(std::floor(at[2] + 0.5))};
        for (std::size_t i = 0; i < plain.labels.layer(0).size(); ++i) {
            const auto offset = static_cast<std::int64_t>(i);
            const GridSize& size = geometry.size();
            const VoxelIndex voxel{offset % size.x, offset / size.x % size.y,
                                   offset / (size.x * size.y)};
            const bool alike = geometry.contains(seed) &&
                               std::abs(image.value(voxel, 0) - image.value(seed, 0)) <= 1;
            ASSERT_EQ(following.labels.layer(0)[i], alike ? plain.labels.layer(0)[i] : 0) << trial;
        }
    }
}

} // namespace
} // namespace laurel
