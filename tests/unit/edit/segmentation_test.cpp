#include "laurel/edit/segmentation.h"

#include "random_cases.h"
#include "support/expect_error.h"

#include <algorithm>
#include <random>

namespace laurel {
namespace {

TEST(Segmentation, MarksSlicesThatHoldLabelsInAnyLayer) {
    LabelMap labels(Geometry({3, 2, 4}, {1, 1, 1}), 2);
    labels.set({2, 1, 0}, 5);
    labels.set({0, 0, 2}, 1, 1);
    const Segmentation made(labels, SliceState::Auto);
    EXPECT_EQ(made.slices, (std::vector{SliceState::Auto, SliceState::Empty, SliceState::Auto,
                                        SliceState::Empty}));
}

TEST(Segmentation, FindsSegmentsByLayerAndValue) {
    LabelMap labels(Geometry({1, 1, 1}, {1, 1, 1}), 2);
    labels.addSegment(segmentOf("A", 1, 0));
    labels.addSegment(segmentOf("B", 1, 1));
    Segmentation made(labels);
    made.looks[1].locked = true;
    EXPECT_EQ(made.indexOf(1, 1), 1U);
    EXPECT_EQ(made.indexOf(0, 2), std::nullopt);
    EXPECT_TRUE(made.lookOf(labels.segments()[1]).locked);
    EXPECT_FALSE(made.lookOf(labels.segments()[0]).locked);
}

TEST(Segmentation, NamesReadBack) {
    for (int number = 0; number < 5; ++number) {
        const auto state = static_cast<SliceState>(number);
        EXPECT_EQ(sliceStateFromString(toString(state)), state);
    }
    for (const auto style : {SegmentStyle::Outline, SegmentStyle::Fill, SegmentStyle::Both}) {
        EXPECT_EQ(segmentStyleFromString(toString(style)), style);
    }
    EXPECT_EQ(toString(SliceState::InWork), "in_work");
    expectError(ErrorCode::InvalidInput, "\"done\"", [] { sliceStateFromString("done"); });
    expectError(ErrorCode::InvalidInput, "\"\"", [] { segmentStyleFromString(""); });
}

TEST(VoxelBox, GrowsToHoldWhatItIsGiven) {
    VoxelBox box;
    EXPECT_TRUE(box.empty());
    box.include(VoxelBox{});
    EXPECT_TRUE(box.empty());
    box.include(VoxelIndex{5, 6, 7});
    EXPECT_EQ(box, (VoxelBox{{5, 6, 7}, {5, 6, 7}}));
    box.include(VoxelBox{{1, 8, 7}, {2, 9, 9}});
    EXPECT_EQ(box, (VoxelBox{{1, 6, 7}, {5, 9, 9}}));
}

TEST(SegmentCounts, EqualCountingVoxelByVoxel) {
    Random random(7);
    for (int trial = 0; trial < 200; ++trial) {
        const Segmentation made = randomSegmentation(random, 9);
        const SegmentCounts counts(made);
        ASSERT_EQ(counts.segments(), made.labels.segments().size());
        const GridSize size = made.labels.geometry().size();
        for (std::size_t number = 0; number < counts.segments(); ++number) {
            const Segment& segment = made.labels.segments()[number];
            EXPECT_EQ(counts.voxels(number), made.labels.voxels(segment));
            for (std::int64_t z = 0; z < size.z; ++z) {
                std::int64_t expected = 0;
                for (std::int64_t at = 0; at < size.x * size.y; ++at) {
                    expected += made.labels.at({at % size.x, at / size.x, z}, segment.layer) ==
                                segment.value;
                }
                EXPECT_EQ(counts.voxels(number, z), expected);
            }
        }
    }
}

TEST(SegmentCounts, FollowAnEditSliceBySlice) {
    Random random(8);
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation made = randomSegmentation(random, 9);
        SegmentCounts counts(made);
        LabelMapEdit edit(made, 0);
        for (int writes = 0; writes < 20; ++writes) {
            edit.set(randomVoxel(random, made.labels.geometry().size()),
                     static_cast<std::uint16_t>(random.integer(0, 3)));
        }
        const EditStep step = edit.commit({});
        counts.update(made, step.voxels.slices(made.labels.geometry().size()));
        const SegmentCounts anew(made);
        for (std::size_t number = 0; number < counts.segments(); ++number) {
            for (std::size_t slice = 0; slice < made.slices.size(); ++slice) {
                const auto z = static_cast<std::int64_t>(slice);
                EXPECT_EQ(counts.voxels(number, z), anew.voxels(number, z));
            }
        }
    }
}

bool hasVoxelsOfNobody(const LabelMap& labels) {
    for (int layer = 0; layer < labels.layers(); ++layer) {
        for (const std::uint16_t value : labels.layer(layer)) {
            if (value != 0 && labels.find(layer, value) == nullptr) {
                return true;
            }
        }
    }
    return false;
}

void expectSame(const SegmentCounts& counts, const Segmentation& made) {
    const SegmentCounts anew(made);
    ASSERT_EQ(counts.segments(), anew.segments());
    ASSERT_EQ(counts.hasUnlisted(), anew.hasUnlisted());
    for (std::size_t number = 0; number < counts.segments(); ++number) {
        for (std::int64_t slice = 0; slice < std::ssize(made.slices); ++slice) {
            ASSERT_EQ(counts.voxels(number, slice), anew.voxels(number, slice));
        }
    }
}

TEST(SegmentCounts, FollowTheRunsOfADeltaForthAndBack) {
    Random random(10);
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation made = randomSegmentation(random, 9);
        SegmentCounts counts(made);
        const GridSize size = made.labels.geometry().size();
        LabelMapEdit edit(made, 0);
        for (std::int64_t z = 0; z < size.z; ++z) { // whole slices, so that runs go on in the next
            for (std::int64_t y = 0; trial % 2 == 0 && y < size.y; ++y) {
                edit.paint({0, y, z}, size.x, static_cast<std::uint16_t>(1 + trial % 3));
            }
        }
        for (int writes = 0; writes < 20; ++writes) {
            edit.set(randomVoxel(random, size), static_cast<std::uint16_t>(random.integer(0, 9)));
        }
        const EditStep step = edit.commit({});
        counts.follow(made, step.voxels, false);
        expectSame(counts, made);
        step.voxels.undo(made.labels);
        counts.follow(made, step.voxels, true);
        expectSame(counts, made);
    }
}

TEST(SegmentCounts, FollowTheListUntilASegmentIsNewInIt) {
    Random random(9);
    for (int trial = 0; trial < 100; ++trial) {
        Segmentation made = randomSegmentation(random, 9);
        SegmentCounts counts(made);
        std::vector<Segment> segments = made.labels.segments();
        const Segment last = segments.back();
        std::shuffle(segments.begin(), segments.end(), std::mt19937(trial));
        std::erase_if(segments, [&](const Segment& one) { return one == last; });
        const auto list = [&] {
            made.labels.clearSegments();
            for (const Segment& segment : segments) {
                made.labels.addSegment(segment);
            }
        };
        list();
        ASSERT_TRUE(counts.followList(made));
        const SegmentCounts anew(made);
        ASSERT_EQ(counts.segments(), anew.segments());
        for (std::size_t number = 0; number < counts.segments(); ++number) {
            for (std::int64_t slice = 0; slice < std::ssize(made.slices); ++slice) {
                ASSERT_EQ(counts.voxels(number, slice), anew.voxels(number, slice));
            }
        }
        // The last one's voxels are nobody's now, and may be those of one that comes.
        const bool unlisted = hasVoxelsOfNobody(made.labels);
        ASSERT_EQ(counts.hasUnlisted(), unlisted);
        ASSERT_EQ(anew.hasUnlisted(), unlisted);
        segments.push_back(last);
        list();
        ASSERT_EQ(counts.followList(made), !unlisted);
        if (!unlisted) {
            EXPECT_EQ(counts.voxels(counts.segments() - 1), 0);
        }
    }
}

/// Segment 1 lies in every slice but the last, whose state must not matter.
SliceState stateOfSegmentIn(std::vector<SliceState> slices) {
    const auto count = std::ssize(slices);
    LabelMap labels(Geometry({2, 1, count + 1}, {1, 1, 1}));
    labels.addSegment(segmentOf("A", 1));
    labels.addSegment(segmentOf("B", 2));
    for (std::int64_t z = 0; z < count; ++z) {
        labels.set({0, 0, z}, 1);
    }
    labels.set({1, 0, count}, 2);
    const SegmentCounts counts{Segmentation(labels)};
    slices.push_back(SliceState::Flagged);
    return segmentState(counts, slices, 0);
}

TEST(SegmentState, FollowsFromTheSlicesThatHoldIt) {
    using enum SliceState;
    EXPECT_EQ(stateOfSegmentIn({}), Empty);
    EXPECT_EQ(stateOfSegmentIn({Auto, Auto}), Auto);
    EXPECT_EQ(stateOfSegmentIn({Reviewed, Reviewed}), Reviewed);
    EXPECT_EQ(stateOfSegmentIn({Reviewed, Auto}), InWork);
    EXPECT_EQ(stateOfSegmentIn({InWork, Reviewed}), InWork);
    EXPECT_EQ(stateOfSegmentIn({Empty, Empty}), InWork);
    EXPECT_EQ(stateOfSegmentIn({Reviewed, Flagged}), Flagged);
    EXPECT_EQ(stateOfSegmentIn({InWork, Flagged}), InWork) << "one flag does not hide the rest";
    EXPECT_EQ(stateOfSegmentIn({Auto, Flagged}), Auto);
}

} // namespace
} // namespace laurel
