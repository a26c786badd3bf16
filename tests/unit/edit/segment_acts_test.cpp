#include "laurel/edit/segment_acts.h"

#include "random_cases.h"
#include "support/expect_error.h"

#include "laurel/base/error.h"
#include "laurel/edit/delta_runs.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <utility>

namespace laurel {
namespace {

std::size_t anySegment(Random& random, const Segmentation& target) {
    return static_cast<std::size_t>(
        random.integer(0, static_cast<int>(target.labels.segments().size()) - 1));
}

/// Does the step and takes it back: what was there before is there again.
Segmentation done(const EditStep& step, const Segmentation& before) {
    Segmentation after = before;
    step.redo(after);
    Segmentation again = after;
    step.undo(again);
    EXPECT_EQ(again, before);
    step.redo(again);
    EXPECT_EQ(again, after);
    return after;
}

TEST(SegmentActs, MergingGivesAllVoxelsThatAreFreeToTheOther) {
    Random random(601);
    for (int trial = 0; trial < 400; ++trial) {
        const Segmentation before = randomSegmentation(random, 8);
        const std::size_t from = anySegment(random, before);
        const std::size_t into = anySegment(random, before);
        if (from == into) {
            continue;
        }
        const Segment gone = before.labels.segments()[from];
        const Segment kept = before.labels.segments()[into];
        const EditStep step = mergedInto(before, SegmentCounts(before), from, into);
        EXPECT_EQ(step.label.action, "Merge segments");
        const Segmentation after = done(step, before);
        const GridSize size = before.labels.geometry().size();
        for (std::int64_t i = 0; i < size.voxels(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            bool changed = false;
            for (int layer = 0; layer < before.labels.layers(); ++layer) {
                const std::uint16_t was = before.labels.layer(layer)[at];
                std::uint16_t wanted = was;
                if (layer == gone.layer && was == gone.value) {
                    wanted = gone.layer == kept.layer ? kept.value : std::uint16_t{0};
                } else if (layer == kept.layer && was == 0 &&
                           before.labels.layer(gone.layer)[at] == gone.value) {
                    wanted = kept.value;
                }
                ASSERT_EQ(after.labels.layer(layer)[at], wanted) << trial;
                changed = changed || wanted != was;
            }
            if (changed) {
                ASSERT_EQ(after.slices[at / static_cast<std::size_t>(size.x * size.y)],
                          SliceState::InWork);
            }
        }
        EXPECT_EQ(after.labels.findByName(gone.name), nullptr);
        EXPECT_EQ(after.labels.segments().size() + 1, before.labels.segments().size());
        EXPECT_EQ(after.looks.size(), after.labels.segments().size());
    }
}

TEST(SegmentActs, ACopyHasTheSameVoxelsAndTakesNone) {
    Random random(602);
    int layersAdded = 0;
    for (int trial = 0; trial < 300; ++trial) {
        const Segmentation before = randomSegmentation(random, 8);
        const std::size_t index = anySegment(random, before);
        const Segment original = before.labels.segments()[index];
        const EditStep step = duplicated(before, SegmentCounts(before), index);
        const Segmentation after = done(step, before);
        const Segment copy = after.labels.segments().at(index + 1);
        EXPECT_EQ(copy.name, original.name + " copy");
        EXPECT_EQ(copy.color, original.color);
        EXPECT_EQ(after.labels.mask(copy), before.labels.mask(original));
        for (const Segment& segment : before.labels.segments()) {
            EXPECT_EQ(after.labels.mask(segment), before.labels.mask(segment)) << segment.name;
        }
        layersAdded += after.labels.layers() - before.labels.layers();
        ASSERT_LE(after.labels.layers(), before.labels.layers() + 1);
    }
    EXPECT_GT(layersAdded, 100) << "copies overlap their originals";
    EXPECT_LT(layersAdded, 300) << "some find room in a layer that is there";
}

TEST(SegmentActs, CopiesOfCopiesHaveNamesOfTheirOwn) {
    Segmentation target(LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), 1));
    target.labels.addSegment(segmentOf("A", 5));
    target.looks.resize(1);
    target.labels.set({1, 0, 0}, 5);
    duplicated(target, SegmentCounts(target), 0).redo(target);
    duplicated(target, SegmentCounts(target), 0).redo(target);
    EXPECT_EQ(target.labels.segments().at(1).name, "A copy 2");
    EXPECT_EQ(target.labels.segments().at(2).name, "A copy");
    EXPECT_EQ(target.labels.layers(), 3);
}

TEST(SegmentActs, ASegmentOfItsOwnLayerSharesItWithNobody) {
    Random random(607);
    int layersAdded = 0;
    for (int trial = 0; trial < 200; ++trial) {
        const Segmentation before = randomSegmentation(random, 6);
        const Segmentation after =
            done(withSegmentOfItsOwnLayer(before, segmentOf("Own", 9)), before);
        const Segment own = after.labels.segments().back();
        EXPECT_EQ(own.name, "Own");
        EXPECT_EQ(after.looks.size(), after.labels.segments().size());
        for (const Segment& segment : before.labels.segments()) {
            EXPECT_NE(segment.layer, own.layer) << segment.name;
            EXPECT_EQ(after.labels.mask(segment), before.labels.mask(segment)) << segment.name;
        }
        for (const std::uint16_t value : after.labels.layer(own.layer)) {
            ASSERT_EQ(value, 0) << "nothing that is named or not";
        }
        layersAdded += after.labels.layers() - before.labels.layers();
    }
    EXPECT_GT(layersAdded, 100);

    // A layer that nobody uses any more is taken.
    Segmentation emptied(LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), 2));
    emptied.labels.addSegment(segmentOf("A", 5));
    emptied.looks.resize(1);
    const Segmentation after =
        done(withSegmentOfItsOwnLayer(emptied, segmentOf("Own", 9)), emptied);
    EXPECT_EQ(after.labels.layers(), 2);
    EXPECT_EQ(after.labels.segments().back().layer, 1);

    // What is added afterwards comes into the first layer, so the first is nobody's own.
    const Segmentation nothing(LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), 1));
    const Segmentation first =
        done(withSegmentOfItsOwnLayer(nothing, segmentOf("Own", 9)), nothing);
    const Segmentation second = done(withSegments(first, {segmentOf("Later", 1)}), first);
    EXPECT_NE(second.labels.segments().at(0).layer, second.labels.segments().at(1).layer);
}

/// By (layer, value) what a model made of each voxel of a slice; the layers apart.
std::vector<std::set<std::pair<std::string, std::uint64_t>>>
automaticNames(const Segmentation& segmentation) {
    std::vector<std::set<std::pair<std::string, std::uint64_t>>> slices;
    for (const AutomaticSlice& slice : segmentation.automatic) {
        auto& names = slices.emplace_back();
        if (!slice.isKnown()) {
            continue;
        }
        for (const EditDelta::Layer& layer : slice.labels().layers()) {
            for (const DeltaRun& run : layer.runs) {
                const auto index = segmentation.indexOf(layer.layer, run.after);
                for (std::uint64_t i = 0; index && i < run.length; ++i) {
                    names.emplace(segmentation.labels.segments()[*index].name, run.offset + i);
                }
            }
        }
    }
    return slices;
}

/// Every slice as the masks are now, with some runs taken by a model that saw it otherwise.
void giveAutomaticMasks(Segmentation& target) {
    const GridSize& size = target.labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    for (std::int64_t slice = 0; slice < size.z; slice += 2) {
        std::vector<EditDelta::Layer> layers;
        for (int layer = 0; layer < target.labels.layers(); ++layer) {
            DeltaRuns runs;
            const auto voxels = target.labels.layer(layer);
            for (std::size_t i = 0; i < inSlice; ++i) {
                runs.add(i, 0, voxels[static_cast<std::size_t>(slice) * inSlice + i]);
            }
            runs.moveInto(layers, layer);
        }
        target.automatic[static_cast<std::size_t>(slice)] =
            AutomaticSlice(EditDelta(std::move(layers)));
    }
}

TEST(SegmentActs, ASegmentMovesToALayerOfItsOwnAndBackWithAllThatIsIts) {
    Random random(611);
    int moved = 0;
    int back = 0;
    for (int trial = 0; trial < 300; ++trial) {
        Segmentation before = randomSegmentation(random, 8);
        giveAutomaticMasks(before);
        const std::size_t index = anySegment(random, before);
        const std::string name = before.labels.segments()[index].name;
        const auto masksOf = [](const Segmentation& of) {
            std::map<std::string, Mask> masks;
            for (const Segment& segment : of.labels.segments()) {
                Mask& mask = masks[segment.name];
                for (const std::uint16_t value : of.labels.layer(segment.layer)) {
                    mask.push_back(value == segment.value ? 1 : 0);
                }
            }
            return masks;
        };
        const EditStep own = movedToItsOwnLayer(before, SegmentCounts(before), index);
        const Segmentation after = done(own, before);
        EXPECT_EQ(masksOf(after), masksOf(before));
        EXPECT_EQ(automaticNames(after), automaticNames(before));
        EXPECT_EQ(after.slices, before.slices);
        const Segment& there = after.labels.segments()[index];
        EXPECT_EQ(there.name, name);
        EXPECT_EQ(std::ranges::count(after.labels.segments(), there.layer, &Segment::layer), 1);
        EXPECT_NE(there.layer, 0) << "others are added there";
        moved += own.empty() ? 0 : 1;
        try {
            const EditStep home = movedToFirstLayer(after, SegmentCounts(after), index);
            const Segmentation again = done(home, after);
            EXPECT_EQ(again.labels.segments()[index].layer, 0);
            EXPECT_EQ(masksOf(again), masksOf(before));
            EXPECT_EQ(automaticNames(again), automaticNames(before));
            ++back;
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr(name + " overlaps other segments"));
        }
    }
    EXPECT_GT(moved, 100);
    EXPECT_GT(back, 50);
}

TEST(SegmentActs, OnlyMissingNamesAreAddedEachWithAFreeValue) {
    Random random(605);
    for (int trial = 0; trial < 100; ++trial) {
        const Segmentation before = randomSegmentation(random, 6);
        std::vector<Segment> wanted{segmentOf("S2", 77), segmentOf("New", 1),
                                    segmentOf("Newer", 40), segmentOf("Newest", 9)};
        const Segmentation after = done(withSegments(before, wanted), before);
        ASSERT_EQ(after.labels.segments().size(), before.labels.segments().size() + 3);
        EXPECT_EQ(after.labels.findByName("S2")->value, 2);
        EXPECT_EQ(after.labels.findByName("Newer")->value, 40) << "its own, since it is free";
        for (const char* name : {"New", "Newer", "Newest"}) {
            EXPECT_EQ(after.labels.voxels(*after.labels.findByName(name)), 0) << name;
        }
        EXPECT_TRUE(withSegments(after, wanted).empty());
    }
}

TEST(SegmentActs, MovingChangesTheOrderAlone) {
    Random random(603);
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation before = randomSegmentation(random, 5);
        for (SegmentLook& look : before.looks) {
            look.opacity = random.uniform();
        }
        const std::size_t from = anySegment(random, before);
        const std::size_t to = anySegment(random, before);
        const EditStep step = movedInList(before, from, to);
        if (from == to) {
            EXPECT_TRUE(step.empty());
            continue;
        }
        const Segmentation after = done(step, before);
        EXPECT_EQ(after.labels.segments()[to], before.labels.segments()[from]);
        EXPECT_EQ(after.looks[to], before.looks[from]);
        for (std::size_t i = 0; i < before.looks.size(); ++i) {
            const Segment& segment = after.labels.segments()[i];
            EXPECT_EQ(after.looks[i], before.lookOf(segment));
        }
        EXPECT_TRUE(step.voxels.empty());
    }
}

TEST(SegmentActs, RefuseWhatIsLockedOrNotThere) {
    Random random(604);
    Segmentation target = randomSegmentation(random, 5);
    target.looks[1].locked = true;
    const SegmentCounts counts(target);
    expectError(ErrorCode::InvalidArgument, "is locked", [&] { mergedInto(target, counts, 0, 1); });
    expectError(ErrorCode::InvalidArgument, "is locked", [&] { mergedInto(target, counts, 1, 0); });
    expectError(ErrorCode::InvalidArgument, "into another",
                [&] { mergedInto(target, counts, 0, 0); });
    expectError(ErrorCode::InvalidArgument, "no segment 100",
                [&] { mergedInto(target, counts, 99, 0); });
    expectError(ErrorCode::InvalidArgument, "no segment 100",
                [&] { duplicated(target, counts, 99); });
    expectError(ErrorCode::InvalidArgument, "no segment 100", [&] { movedInList(target, 0, 99); });
}

} // namespace
} // namespace laurel
