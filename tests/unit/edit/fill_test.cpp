#include "laurel/edit/fill_tool.h"

#include "random_acts.h"

#include <deque>
#include <set>

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Breadth first over face neighbours of the same value, in the plane or the volume.
std::vector<VoxelIndex> regionOf(const LabelMap& labels, int layer, const VoxelIndex& seed,
                                 const SlicePlane& plane, bool inVolume) {
    std::vector<VoxelIndex> region;
    std::set<std::size_t> seen{labels.geometry().offset(seed)};
    std::deque<VoxelIndex> waiting{seed};
    while (!waiting.empty()) {
        const VoxelIndex at = waiting.front();
        waiting.pop_front();
        region.push_back(at);
        for (int way = 0; way < 6; ++way) {
            const int step = way % 2 == 0 ? -1 : 1;
            const VoxelIndex next{at.x + (way / 2 == 0 ? step : 0),
                                  at.y + (way / 2 == 1 ? step : 0),
                                  at.z + (way / 2 == 2 ? step : 0)};
            if ((!inVolume && way / 2 == plane.axis) || !labels.geometry().contains(next) ||
                labels.at(next, layer) != labels.at(seed, layer)) {
                continue;
            }
            if (seen.insert(labels.geometry().offset(next)).second) {
                waiting.push_back(next);
            }
        }
    }
    return region;
}

bool isAtBorder(const VoxelIndex& voxel, const GridSize& size, int planeAxis) {
    const std::array<std::int64_t, 3> at{voxel.x, voxel.y, voxel.z};
    bool isPoint = true;
    for (int axis = 0; axis < 3; ++axis) {
        if (axis == planeAxis || size[axis] == 1) {
            continue;
        }
        isPoint = false;
        if (at[axis] == 0 || at[axis] == size[axis] - 1) {
            return true;
        }
    }
    return isPoint;
}

struct Click {
    Segment segment;
    SlicePlane plane;
    VoxelIndex at;
    bool inverted = false;
    bool inVolume = false;
    Overwrite overwrite = Overwrite::Unlocked;
};

StepLabel fillAt(Segmentation& target, const Click& click) {
    FillTool tool;
    tool.parameters.reach.kind = click.inVolume ? OperationReach::Volume : OperationReach::Slice;
    LabelMapEdit edit(target, click.segment.layer, click.overwrite);
    tool.press(edit, {nullptr, click.segment, click.plane, click.inverted},
               {{static_cast<double>(click.at.x), static_cast<double>(click.at.y),
                 static_cast<double>(click.at.z)}});
    StepLabel label = tool.release(edit);
    edit.commit(label);
    return label;
}

/// What the definition says, without locks.
LabelMap filledByBruteForce(LabelMap labels, const Click& click) {
    const std::uint16_t present = labels.at(click.at, click.segment.layer);
    if ((present == click.segment.value) != click.inverted) {
        return labels;
    }
    const auto region =
        regionOf(labels, click.segment.layer, click.at, click.plane, click.inVolume);
    const bool floods = std::any_of(region.begin(), region.end(), [&](const VoxelIndex& voxel) {
        return isAtBorder(voxel, labels.geometry().size(), click.plane.axis);
    });
    const bool goesOver = click.overwrite == Overwrite::Unlocked || present == 0 || click.inverted;
    if ((present == 0 && floods) || !goesOver) {
        return labels;
    }
    for (const VoxelIndex& voxel : region) {
        labels.set(voxel, click.inverted ? 0 : click.segment.value, click.segment.layer);
    }
    return labels;
}

Click randomClick(Random& random, const Segmentation& target) {
    const GridSize size = target.labels.geometry().size();
    Click click;
    click.segment = randomSegment(random, target);
    click.at = randomVoxel(random, size);
    click.plane.axis = random.integer(0, 2);
    click.plane.index = click.plane.axis == 0   ? click.at.x
                        : click.plane.axis == 1 ? click.at.y
                                                : click.at.z;
    click.inverted = random.chance(0.3);
    click.inVolume = random.chance(0.5);
    click.overwrite = random.chance(0.8) ? Overwrite::Unlocked : Overwrite::Background;
    return click;
}

TEST(FillTool, EqualsItsDefinition) {
    Random random(61);
    int filled = 0;
    for (int trial = 0; trial < 3000; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        const Click click = randomClick(random, target);
        const LabelMap expected = filledByBruteForce(target.labels, click);
        filled += expected == target.labels ? 0 : 1;
        fillAt(target, click);
        ASSERT_EQ(target.labels, expected) << trial;
    }
    EXPECT_GT(filled, 300);
}

/// Noise has far more winding regions than blobs.
TEST(FillTool, FollowsWindingRegions) {
    Random random(62);
    for (int trial = 0; trial < 500; ++trial) {
        LabelMap labels(Geometry(randomThinSize(random, 14), {1, 1, 1}));
        for (std::uint16_t& voxel : labels.layer(0)) {
            voxel = static_cast<std::uint16_t>(random.chance(0.6) ? 2 : 0);
        }
        labels.addSegment(segmentOf("A", 1));
        Segmentation target(labels);
        Click click = randomClick(random, target);
        click.inverted = false;
        const LabelMap expected = filledByBruteForce(labels, click);
        fillAt(target, click);
        ASSERT_EQ(target.labels, expected) << trial;
    }
}

Segmentation ring() {
    LabelMap labels(Geometry({5, 5, 1}, {1, 1, 1}), {0, 0, 0, 0, 0, //
                                                     0, 1, 1, 1, 0, //
                                                     0, 1, 0, 1, 0, //
                                                     0, 1, 1, 1, 0, //
                                                     0, 0, 0, 0, 0});
    labels.addSegment(segmentOf("Soleus", 1));
    return Segmentation(labels);
}

TEST(FillTool, FillsAHoleAndNeverFloods) {
    Segmentation target = ring();
    const Segmentation before = target;
    const Segment soleus = target.labels.segments()[0];
    const StepLabel refused = fillAt(target, {soleus, {2, 0}, {0, 0, 0}});
    EXPECT_EQ(target, before);
    EXPECT_NE(refused.detail.find("border"), std::string::npos);
    const StepLabel label = fillAt(target, {soleus, {2, 0}, {2, 2, 0}});
    EXPECT_EQ(target.labels.at({2, 2, 0}), 1);
    EXPECT_EQ(target.labels.voxels(soleus), 9);
    EXPECT_EQ(label, (StepLabel{StepKind::Fill, "Fill", "Soleus · 1"}));
}

TEST(FillTool, FillsATunnelThroughAllSlices) {
    const Segmentation slice = ring();
    std::vector<std::uint16_t> voxels;
    for (int copy = 0; copy < 3; ++copy) {
        const auto layer = slice.labels.layer(0);
        voxels.insert(voxels.end(), layer.begin(), layer.end());
    }
    LabelMap labels(Geometry({5, 5, 3}, {1, 1, 1}), voxels);
    labels.addSegment(segmentOf("Soleus", 1));
    Segmentation target(labels);
    const Segment soleus = labels.segments()[0];
    EXPECT_EQ(fillAt(target, {soleus, {2, 1}, {2, 2, 1}, false, true}).detail, "Soleus · 1–3");
    EXPECT_EQ(target.labels.voxels(soleus), 27);
}

TEST(FillTool, SaysThatASegmentIsLocked) {
    Segmentation target = ring();
    target.looks[0].locked = true;
    const Segmentation before = target;
    const StepLabel label = fillAt(target, {target.labels.segments()[0], {2, 0}, {2, 2, 0}});
    EXPECT_NE(label.detail.find("Soleus is locked"), std::string::npos);
    EXPECT_EQ(target, before);
}

TEST(FillTool, AClickOutsideFillsNothing) {
    Segmentation target = ring();
    const Segmentation before = target;
    FillTool tool;
    for (const ContinuousIndex& at :
         {ContinuousIndex{-0.6, 0, 0}, ContinuousIndex{0, 4.5, 0}, ContinuousIndex{1e300, 0, 0},
          ContinuousIndex{std::nan(""), 0, 0}}) {
        LabelMapEdit edit(target, 0);
        tool.press(edit, {nullptr, target.labels.segments()[0], {2, 0}, false}, {at});
        EXPECT_TRUE(edit.commit(tool.release(edit)).empty());
    }
    EXPECT_EQ(target, before);
}

} // namespace
} // namespace laurel
