#include "case_folder_fixture.h"
#include "journal_bytes.h"

#include "laurel/metrics/metrics.h"
#include "laurel/workflow/automatic_overlap.h"
#include "laurel/workflow/case_numbers.h"

#include "support/expect_error.h"

#include <nlohmann/json.hpp>

#include <map>

/// What models made of a case is kept beside what persons made of it.
namespace laurel {
namespace {

namespace fs = std::filesystem;

/// The automatic masks as a label map of the case's own segments; slices without are background.
LabelMap automaticOf(const Segmentation& segmentation) {
    LabelMap labels(segmentation.labels.geometry(), segmentation.labels.layers());
    for (const Segment& segment : segmentation.labels.segments()) {
        labels.addSegment(segment);
    }
    const GridSize& size = labels.geometry().size();
    for (std::int64_t slice = 0; slice < size.z; ++slice) {
        const AutomaticSlice& own = segmentation.automatic[static_cast<std::size_t>(slice)];
        if (!own.isKnown()) {
            continue;
        }
        for (const EditDelta::Layer& layer : own.labels().layers()) {
            for (const DeltaRun& run : layer.runs) {
                for (std::uint32_t i = 0; i < run.length; ++i) {
                    labels.layer(layer.layer)[static_cast<std::size_t>(slice * size.x * size.y) +
                                              run.offset + i] = run.after;
                }
            }
        }
    }
    return labels;
}

/// Where a segment of this name is, voxel by voxel, in slices that a filter lets through.
std::vector<std::uint8_t> maskOf(const LabelMap& labels, const std::string& name) {
    const Segment* const segment = labels.findByName(name);
    return segment == nullptr ? std::vector<std::uint8_t>(
                                    static_cast<std::size_t>(labels.geometry().size().voxels()))
                              : labels.mask(*segment);
}

/// One row of 4 voxels in each of three slices; the model says Soleus, Soleus, Tibia, nothing.
class AutomaticMasksTest : public ::testing::Test {
  protected:
    AutomaticMasksTest() {
        LabelMap labels(Geometry({4, 1, 3}, {10, 10, 10}));
        labels.addSegment(segmentNamed("Soleus", 1));
        labels.addSegment(segmentNamed("Bone", 5));
        open_ = std::make_unique<Case>(smallImage(labels.geometry()), ImageReference{},
                                       Segmentation(labels));
    }

    Proposal proposal(std::int64_t first = 0, std::int64_t last = 2) const {
        LabelMap labels(open_->segmentation().labels.geometry());
        labels.addSegment(segmentNamed("Soleus", 8));
        labels.addSegment(segmentNamed("Tibia", 9));
        for (std::int64_t slice = first; slice <= last; ++slice) {
            labels.set({0, 0, slice}, 8);
            labels.set({1, 0, slice}, 8);
            labels.set({2, 0, slice}, 9);
        }
        return {labels, first, last, {"leg", 12, "abc"}, "Leg", 2.5};
    }
    void accept(const Proposal& proposal, MergeRule rule = MergeRule::FillGaps) {
        acceptProposal(*open_, proposal, rule, std::vector<bool>(2, true));
    }
    const Segmentation& now() const { return open_->segmentation(); }
    std::size_t indexOf(const std::string& name) const {
        const Segment* const found = now().labels.findByName(name);
        return now().indexOf(found->layer, found->value).value();
    }

    std::unique_ptr<Case> open_;
};

TEST_F(AutomaticMasksTest, AreWhatTheModelSaidWhateverIsDrawnAfterwards) {
    accept(proposal());
    const LabelMap said = automaticOf(now());
    EXPECT_EQ(maskOf(said, "Soleus"),
              (std::vector<std::uint8_t>{1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0}));
    EXPECT_EQ(maskOf(said, "Tibia"),
              (std::vector<std::uint8_t>{0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0}));
    paint(*open_, 0, 1, {0, 0, 1}, 4);
    EXPECT_EQ(automaticOf(now()), said);
}

TEST_F(AutomaticMasksTest, ComeAndGoWithTheStep) {
    const Segmentation before = now();
    accept(proposal());
    const Segmentation after = now();
    ASSERT_TRUE(after.automatic[1].isKnown());
    open_->undo();
    EXPECT_EQ(now(), before);
    open_->redo();
    EXPECT_EQ(now(), after);
}

TEST_F(AutomaticMasksTest, OfSlicesThatTheRuleLeavesAloneStayAsTheyWere) {
    open_->markSlices({1}, SliceState::Reviewed);
    accept(proposal());
    EXPECT_TRUE(now().automatic[0].isKnown());
    EXPECT_FALSE(now().automatic[1].isKnown());
    accept(proposal(), MergeRule::ReplaceAll);
    EXPECT_TRUE(now().automatic[1].isKnown());
}

TEST_F(AutomaticMasksTest, OfToolsAreNone) {
    Proposal tools = proposal();
    tools.act = StepLabel{StepKind::Interpolate, "Interpolate", "Soleus"};
    accept(tools);
    for (const AutomaticSlice& slice : now().automatic) {
        EXPECT_FALSE(slice.isKnown());
    }
}

TEST_F(AutomaticMasksTest, WithinARegionReplaceOnlyWhatLiesThere) {
    accept(proposal());
    Proposal part = proposal(1, 1);
    for (std::int64_t x = 0; x < 4; ++x) {
        part.labels.set({x, 0, 1}, 9); // Tibia all along
    }
    part.region = VoxelBox{{0, 0, 0}, {0, 0, 2}};
    accept(part, MergeRule::ReplaceAll);
    const LabelMap said = automaticOf(now());
    EXPECT_EQ(maskOf(said, "Tibia"),
              (std::vector<std::uint8_t>{0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0}));
    EXPECT_EQ(maskOf(said, "Soleus"),
              (std::vector<std::uint8_t>{1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0}));
    EXPECT_EQ(maskOf(now().labels, "Tibia"), maskOf(said, "Tibia"))
        << "and so do the masks themselves";
    EXPECT_EQ(maskOf(now().labels, "Soleus"), maskOf(said, "Soleus"));
}

TEST_F(AutomaticMasksTest, KeepTheirValueFromSegmentsThatComeLater) {
    accept(proposal());
    const std::uint16_t tibia = now().labels.findByName("Tibia")->value;
    open_->removeSegment(indexOf("Tibia"));
    EXPECT_NE(open_->freeValue(), tibia) << "a new segment would be measured against old masks";
}

// Soleus: model 2 voxels a slice, Dice by hand.
TEST_F(AutomaticMasksTest, AreComparedInSlicesThatAPersonHadAHandIn) {
    accept(proposal());
    const std::size_t soleus = indexOf("Soleus");
    AutomaticOverlaps overlaps = automaticOverlapsOf(now());
    EXPECT_EQ(overlaps.dice(soleus), std::nullopt) << "nobody has looked at it yet";

    paint(*open_, 0, 1, {0, 0, 1}, 4);            // 4 of Soleus, of which the model had 2
    open_->markSlices({2}, SliceState::Reviewed); // as the model left it
    overlaps = automaticOverlapsOf(now());
    EXPECT_EQ(overlaps.dice(soleus, 0), std::nullopt);
    EXPECT_NEAR(*overlaps.dice(soleus, 1), 2.0 * 2 / (2 + 4), 1e-12);
    EXPECT_NEAR(*overlaps.dice(soleus, 2), 1, 1e-12);
    EXPECT_NEAR(*overlaps.dice(soleus), (4 * (4.0 / 6) + 2 * 1.0) / 6, 1e-12)
        << "weighted by the refined voxels";
    const auto reviewed = [&](std::int64_t slice) {
        return now().slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed;
    };
    EXPECT_NEAR(*overlaps.dice(soleus, reviewed), 1, 1e-12);
    EXPECT_NEAR(*overlaps.dice(indexOf("Tibia"), 1), 0, 1e-12) << "painted over";
    // Tibia weighs 0 in slice 1, where nothing of it is left, and 1 in slice 2.
    EXPECT_NEAR(*overlaps.diceOfAll(), (4 * (4.0 / 6) + 0 * 0.0 + 2 * 1.0 + 1 * 1.0) / 7, 1e-12);
}

TEST_F(AutomaticMasksTest, SayNothingOfWhatWasDrawnByHand) {
    accept(proposal());
    paint(*open_, 0, 5, {3, 0, 1}, 1);
    const AutomaticOverlaps overlaps = automaticOverlapsOf(now());
    EXPECT_EQ(overlaps.dice(indexOf("Bone"), 1), std::nullopt);
    EXPECT_EQ(overlaps.dice(indexOf("Bone")), std::nullopt);
    EXPECT_NEAR(*overlaps.dice(indexOf("Soleus"), 1), 1, 1e-12);
}

/// The evaluation of whole label maps (metrics) gives the same numbers, slice by slice.
TEST(AutomaticOverlap, EqualsTheEvaluationOfWholeLabelMaps) {
    int compared = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        const auto open = smallCase(smallGrid(), 1);
        for (int act = 0; act < 12; ++act) {
            randomAct(*open, random);
        }
        acceptProposal(*open, randomProposal(*open, random), MergeRule::ReplaceAll, {true, true});
        for (int act = 0; act < 4; ++act) {
            randomBrush(*open, random);
        }
        const Segmentation& now = open->segmentation();
        const Evaluation whole = evaluate(now.labels, automaticOf(now));
        const AutomaticOverlaps overlaps = automaticOverlapsOf(now);
        for (const LabelMetrics& label : whole.labels) {
            const Segment* const segment = now.labels.findByName(label.name);
            if (segment == nullptr) {
                continue;
            }
            const std::size_t index = now.indexOf(segment->layer, segment->value).value();
            for (const SliceMetrics& slice : label.slices) {
                const auto dice = overlaps.dice(index, slice.slice);
                if (dice && isRefined(now, slice.slice)) {
                    EXPECT_NEAR(*dice, *slice.dice, 1e-12);
                    ++compared;
                }
            }
        }
    }
    EXPECT_GT(compared, 50);
}

TEST(AutomaticOverlap, FollowsSingleSlices) {
    Random random(3);
    const auto open = smallCase(smallGrid(), 1);
    acceptProposal(*open, randomProposal(*open, random), MergeRule::ReplaceAll, {true, true});
    AutomaticOverlaps followed;
    const std::int64_t slices = smallGrid().size().z;
    followed.reset(slices);
    while (followed.measure(open->segmentation(), 1)) {
    }
    for (int act = 0; act < 60; ++act) {
        randomBrush(*open, random);
        if (open->history().canUndo()) {
            const EditStep& step = open->history().steps().back();
            for (const std::int64_t slice : step.voxels.slices(smallGrid().size())) {
                followed.touch(slice, slice);
            }
        }
        while (followed.measure(open->segmentation(), 2)) {
        }
        const AutomaticOverlaps anew = automaticOverlapsOf(open->segmentation());
        EXPECT_EQ(followed.diceOfAll(), anew.diceOfAll());
    }
}

TEST_F(AutomaticMasksTest, AreAColumnOfTheNumbers) {
    accept(proposal());
    paint(*open_, 0, 1, {0, 0, 1}, 4);
    const CaseNumbers numbers = measureCase(*open_->image(), 0, now(), false);
    EXPECT_NEAR(*numbers.dice(indexOf("Soleus")), 4.0 / 6, 1e-12);
    EXPECT_EQ(numbers.dice(indexOf("Bone")), std::nullopt);
    const std::string csv = numbersCsv(numbers);
    EXPECT_NE(csv.find("area_cm2,state,dice_automatic\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",in_work,0.666667\r\n"), std::string::npos) << csv;
}

// --- On disk -------------------------------------------------------------------------------------

using AutomaticFile = CaseStore;

TEST_F(AutomaticFile, ComesBackFromJournalAndSave) {
    Random random(8);
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    acceptProposal(*open, randomProposal(*open, random), MergeRule::ReplaceAll, {true, true});
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation()) << "from the journal";
    saveNow(*folder);
    EXPECT_TRUE(filesOf(folder->folder()).contains("automatic-2"));
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation()) << "from the save";
    randomBrush(*open, random);
    saveNow(*folder);
    EXPECT_FALSE(filesOf(folder->folder()).contains("automatic-2")) << "of an older save";
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
}

TEST_F(AutomaticFile, IsNotThereWhereNoModelSpoke) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    saveNow(*folder);
    for (const std::string& name : filesOf(folder->folder())) {
        EXPECT_FALSE(name.starts_with("automatic")) << name;
    }
    const auto document = nlohmann::json::parse(bytesOfFile(folder->folder() / "case.json"));
    EXPECT_FALSE(document.contains("automatic")) << "older readers know no such field";
}

TEST_F(AutomaticFile, IsRefusedWhereverItIsDamaged) {
    Random random(8);
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    acceptProposal(*open, randomProposal(*open, random), MergeRule::ReplaceAll, {true, true});
    saveNow(*folder);
    const fs::path file = folder->folder() / "automatic-2";
    const Bytes sound = bytesOfFile(file);
    for (std::size_t at = 0; at < sound.size(); ++at) {
        Bytes broken = sound;
        broken[at] ^= 0x10U;
        writeBytes(file, broken);
        EXPECT_THROW(readCase(folder->folder()), Error) << "byte " << at;
    }
    for (std::size_t length = 0; length < sound.size(); ++length) {
        writeBytes(file, {sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(length)});
        EXPECT_THROW(readCase(folder->folder()), Error) << length << " bytes";
    }
    fs::remove(file);
    expectError(ErrorCode::NotFound, "automatic-2", [&] { readCase(folder->folder()); });
}

} // namespace
} // namespace laurel
