#include "laurel/edit/operations.h"

#include "laurel/edit/tool_reach.h"
#include "random_acts.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

std::int64_t along(const VoxelIndex& voxel, int axis) {
    return axis == 0 ? voxel.x : axis == 1 ? voxel.y : voxel.z;
}

VoxelIndex moved(VoxelIndex voxel, int axis, std::int64_t to) {
    (axis == 0 ? voxel.x : axis == 1 ? voxel.y : voxel.z) = to;
    return voxel;
}

VoxelIndex indexAt(std::int64_t at, const GridSize& size) {
    return {at % size.x, at / size.x % size.y, at / (size.x * size.y)};
}

/// The segment's mask, cut to a plane.
Mask maskOf(const LabelMap& labels, const Segment& segment,
            const std::optional<SlicePlane>& plane) {
    Mask mask = labels.mask(segment);
    for (std::int64_t at = 0; plane && at < std::ssize(mask); ++at) {
        if (along(indexAt(at, labels.geometry().size()), plane->axis) != plane->index) {
            mask[at] = 0;
        }
    }
    return mask;
}

TEST(KeepLargest, KeepsTheLargestComponent) {
    Random random(71);
    for (int trial = 0; trial < 500; ++trial) {
        LabelMap labels(randomGeometry(random, randomThinSize(random, 10)));
        labels.addSegment(segmentOf("A", 4));
        for (std::uint16_t& voxel : labels.layer(0)) {
            voxel = static_cast<std::uint16_t>(random.chance(0.2) ? 4 : random.integer(0, 1));
        }
        const GridSize size = labels.geometry().size();
        const auto plane =
            random.chance(0.5) ? std::optional(randomPlane(random, size)) : std::nullopt;
        const Mask before = maskOf(labels, labels.segments()[0], plane);
        const Mask kept = keepLargestComponent(before, size, Connectivity::FacesEdgesCorners);
        LabelMap expected = labels;
        for (std::size_t at = 0; at < before.size(); ++at) {
            if (before[at] != kept[at]) {
                expected.layer(0)[at] = 0;
            }
        }
        Segmentation target(labels);
        LabelMapEdit edit(target, 0);
        EXPECT_EQ(keepLargest(edit, labels.segments()[0], plane).kind, StepKind::KeepLargest);
        ASSERT_EQ(target.labels, expected) << trial;
    }
}

/// Whether the slices `first` to `last` have the segment where `from` had it, and all else is as
/// before.
void expectCopied(const LabelMap& before, const LabelMap& now, const Segment& segment,
                  const SlicePlane& from, std::int64_t first, std::int64_t last) {
    const GridSize size = before.geometry().size();
    for (std::int64_t at = 0; at < size.voxels(); ++at) {
        const VoxelIndex voxel = indexAt(at, size);
        std::uint16_t expected = before.at(voxel, segment.layer);
        if (along(voxel, from.axis) >= first && along(voxel, from.axis) <= last) {
            const bool has =
                before.at(moved(voxel, from.axis, from.index), segment.layer) == segment.value;
            expected = has ? segment.value : expected == segment.value ? 0 : expected;
        }
        ASSERT_EQ(now.at(voxel, segment.layer), expected);
    }
}

TEST(CopySlice, MakesTheTargetLikeTheSource) {
    Random random(72);
    for (int trial = 0; trial < 600; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        const LabelMap before = target.labels;
        const Segment segment = randomSegment(random, target);
        const SlicePlane from = randomPlane(random, before.geometry().size());
        const std::int64_t to =
            random.integer(0, static_cast<int>(before.geometry().size()[from.axis]) - 1);
        LabelMapEdit edit(target, segment.layer);
        copySlice(edit, segment, from, to);
        expectCopied(before, target.labels, segment, from, to, to);
    }
}

TEST(CopySlice, NamesBothSlicesAndRefusesOthers) {
    Segmentation target{LabelMap(Geometry({2, 2, 4}, {1, 1, 1}))};
    target.labels.addSegment(segmentOf("Soleus", 1));
    target.looks.resize(1);
    const Segment soleus = target.labels.segments()[0];
    LabelMapEdit edit(target, 0);
    EXPECT_EQ(copySlice(edit, soleus, {2, 1}, 2).detail, "Soleus · 2 to 3");
    expectError(ErrorCode::InvalidArgument, "no slice 5 of 4", [&] {
        copySlice(edit, soleus, {2, 0}, 4);
    });
    expectError(ErrorCode::InvalidArgument, "no slice 0 of 2", [&] {
        copySlice(edit, soleus, {1, -1}, 0);
    });
    expectError(ErrorCode::InvalidArgument, "axes 0 to 2", [&] {
        copySlice(edit, soleus, {3, 0}, 0);
    });
    expectError(ErrorCode::InvalidArgument, "no slice 3 of 2", [&] {
        keepLargest(edit, soleus, SlicePlane{0, 2});
    });
    expectError(ErrorCode::InvalidArgument, "no slice 3 of 2", [&] {
        clearSegment(edit, soleus, SlicePlane{0, 2});
    });
}

TEST(ClearSegment, TakesTheSegmentAndNothingElse) {
    Random random(73);
    for (int trial = 0; trial < 300; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        LabelMap expected = target.labels;
        const GridSize size = expected.geometry().size();
        const Segment segment = randomSegment(random, target);
        const auto plane =
            random.chance(0.5) ? std::optional(randomPlane(random, size)) : std::nullopt;
        const Mask gone = maskOf(expected, segment, plane);
        for (std::size_t at = 0; at < gone.size(); ++at) {
            if (gone[at] != 0) {
                expected.layer(segment.layer)[at] = 0;
            }
        }
        LabelMapEdit edit(target, segment.layer);
        EXPECT_EQ(clearSegment(edit, segment, plane).kind, StepKind::Clear);
        ASSERT_EQ(target.labels, expected) << trial;
    }
}

/// A random range of slices along an axis, as a box.
VoxelBox randomSlices(Random& random, int axis, const GridSize& size) {
    const auto index = [&] {
        return std::int64_t{random.integer(0, static_cast<int>(size[axis]) - 1)};
    };
    const SliceSpan span{index(), index()};
    ToolReach reach{OperationReach::Range};
    reach.ranges.at(static_cast<std::size_t>(axis)) = span;
    return reach.box({axis, span.first}, size).value();
}

TEST(ClearSegment, TakesItFromARangeOfSlicesOfAnyAxis) {
    Random random(75);
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        LabelMap expected = target.labels;
        const GridSize size = expected.geometry().size();
        const Segment segment = randomSegment(random, target);
        const int axis = random.integer(0, 2);
        const VoxelBox box = randomSlices(random, axis, size);
        for (std::int64_t at = 0; at < size.voxels(); ++at) {
            const VoxelIndex voxel = indexAt(at, size);
            const bool reached = along(voxel, axis) >= along(box.low, axis) &&
                                 along(voxel, axis) <= along(box.high, axis);
            if (reached && expected.at(voxel, segment.layer) == segment.value) {
                expected.set(voxel, 0, segment.layer);
            }
        }
        LabelMapEdit edit(target, segment.layer);
        clearSegment(edit, segment, box);
        ASSERT_EQ(target.labels, expected) << trial;
    }
}

TEST(CopySlices, MakesEverySliceOfTheRangeLikeTheSource) {
    Random random(76);
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        const LabelMap before = target.labels;
        const Segment segment = randomSegment(random, target);
        const SlicePlane from = randomPlane(random, before.geometry().size());
        const VoxelBox box = randomSlices(random, from.axis, before.geometry().size());
        LabelMapEdit edit(target, segment.layer);
        copySlices(edit, segment, from, box);
        expectCopied(before, target.labels, segment, from, along(box.low, from.axis),
                     along(box.high, from.axis));
    }
}

TEST(Operations, RefuseABoxBeyondTheVolume) {
    Segmentation target{LabelMap(Geometry({2, 2, 4}, {1, 1, 1}))};
    target.labels.addSegment(segmentOf("Soleus", 1));
    target.looks.resize(1);
    const Segment soleus = target.labels.segments()[0];
    LabelMapEdit edit(target, 0);
    const VoxelBox beyond{{0, 0, 0}, {1, 1, 4}};
    expectError(ErrorCode::InvalidArgument, "beyond the volume",
                [&] { clearSegment(edit, soleus, beyond); });
    expectError(ErrorCode::InvalidArgument, "beyond the volume", [&] {
        copySlices(edit, soleus, {2, 0}, beyond);
    });
}

TEST(Operations, LeaveALockedSegmentAlone) {
    Random random(74);
    for (int trial = 0; trial < 100; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        target.looks[0].locked = true;
        const LabelMap before = target.labels;
        const Segment locked = before.segments()[0];
        const SlicePlane from = randomPlane(random, before.geometry().size());
        LabelMapEdit edit(target, 0);
        keepLargest(edit, locked, std::nullopt);
        clearSegment(edit, locked, std::nullopt);
        copySlice(edit, locked, from, 0);
        ASSERT_EQ(target.labels, before);
    }
}

TEST(SliceText, CountsFromOne) {
    EXPECT_EQ(sliceText(25, 25), "26");
    EXPECT_EQ(sliceText(4, 19), "5–20");
}

} // namespace
} // namespace laurel
