#include "small_case.h"

#include "laurel/formats/files.h"
#include "laurel/workflow/mask_import.h"

#include "support/expect_error.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Geometry rowGrid({6, 1, 3}, {1, 1, 8});

/// One row of six voxels in each of three slices. Of the case: 1 Soleus at x = 0, 1 of slice 0.
class Masks : public ::testing::Test {
  protected:
    Masks() {
        LabelMap labels(rowGrid);
        labels.addSegment(segmentNamed("Soleus", 1));
        labels.set({0, 0, 0}, 1);
        labels.set({1, 0, 0}, 1);
        open_ = std::make_unique<Case>(smallImage(rowGrid), ImageReference{},
                                       Segmentation(std::move(labels)));
    }

    fs::path at(const std::string& name) const { return folder_.path() / name; }

    /// Written with its names, and read as the desktop reads it.
    MaskOpening opened(const LabelMap& labels, const std::string& name = "masks.nii.gz",
                       const LabelOptions& options = {}) {
        writeLabels(at(name), labels);
        NoProgress progress;
        return openMasks({at(name), open_->image()->geometry(), options}, progress, {});
    }

    MaskImport imported(const LabelMap& labels, const std::string& name = "masks.nii.gz") {
        const MaskOpening opening = opened(labels, name);
        EXPECT_FALSE(opening.refusal);
        return importMasks(*open_, opening.masks);
    }

    std::string row(std::int64_t slice) const {
        std::string text;
        for (std::int64_t x = 0; x < 6; ++x) {
            text += std::to_string(open_->segmentation().labels.at({x, 0, slice}));
        }
        return text;
    }

    const std::vector<Segment>& segments() const { return open_->segmentation().labels.segments(); }

    TemporaryFolder folder_;
    std::unique_ptr<Case> open_;
};

void setRow(LabelMap& labels, std::int64_t slice, const std::array<std::uint16_t, 6>& values,
            int layer = 0) {
    for (std::size_t x = 0; x < values.size(); ++x) {
        labels.set({static_cast<std::int64_t>(x), 0, slice}, values[x], layer);
    }
}

/// The file's Soleus has another number and other letters; Tibia is new to the case and has the
/// number that the case's Soleus has.
LabelMap someMasks() {
    LabelMap labels(rowGrid);
    labels.addSegment({"Tibia", 1, 0, "TI", {10, 20, 30}, "12611008"});
    labels.addSegment({"SOLEUS", 4, 0, "", {1, 1, 1}, ""});
    setRow(labels, 0, {1, 4, 4, 1, 0, 0});
    setRow(labels, 2, {0, 0, 0, 0, 0, 4});
    return labels;
}

TEST_F(Masks, GoToTheSegmentsOfTheirNamesAndOnlyOverBackground) {
    const MaskImport report = imported(someMasks());
    EXPECT_TRUE(report.changed);
    ASSERT_EQ(segments().size(), 2U);
    EXPECT_EQ(segments()[0].name, "Soleus") << "the case's own name stays";
    EXPECT_EQ(
        segments()[1],
        (Segment{"Tibia", 2, 0, segments()[1].abbreviation, {10, 20, 30}, segments()[1].snomed}));
    EXPECT_EQ(row(0), "111200") << "Tibia did not take Soleus's first voxel";
    EXPECT_EQ(row(2), "000001");
    EXPECT_EQ(report.source, "masks.nii.gz");
    EXPECT_THAT(report.taken, ElementsAre("Soleus", "Tibia"));
    EXPECT_THAT(report.kept, ElementsAre("Soleus"));
    EXPECT_THAT(report.locked, IsEmpty());
    EXPECT_THAT(report.overlaid, IsEmpty());
}

TEST_F(Masks, AreOneStepThatCanBeUndoneAndRedone) {
    const Segmentation before = open_->segmentation();
    imported(someMasks());
    const Segmentation after = open_->segmentation();
    ASSERT_EQ(open_->history().steps().size(), 1U);
    EXPECT_EQ(open_->history().steps()[0].label,
              (StepLabel{StepKind::Import, "Open masks", "masks.nii.gz · 2 segments"}));
    open_->undo();
    EXPECT_EQ(open_->segmentation(), before);
    open_->redo();
    EXPECT_EQ(open_->segmentation(), after);
}

TEST_F(Masks, ThatAreThereAlreadyAreNoStep) {
    imported(someMasks());
    const MaskImport again = imported(someMasks());
    EXPECT_FALSE(again.changed);
    EXPECT_THAT(again.taken, IsEmpty());
    EXPECT_EQ(open_->history().steps().size(), 1U);
}

TEST_F(Masks, AreInWorkAndSayWhichReviewedSlicesAreAgain) {
    open_->markSlices({0, 1}, SliceState::Reviewed);
    open_->markSlices({2}, SliceState::Flagged);
    const MaskImport report = imported(someMasks());
    using enum SliceState;
    EXPECT_EQ(open_->segmentation().slices, (std::vector{InWork, Reviewed, InWork}));
    EXPECT_EQ(report.reopened, 1);
    open_->undo();
    EXPECT_EQ(open_->segmentation().slices, (std::vector{Reviewed, Reviewed, Flagged}));
}

TEST_F(Masks, LeaveWhatIsLocked) {
    open_->setLook(0, {.locked = true});
    const MaskImport report = imported(someMasks());
    EXPECT_EQ(row(0), "110200");
    EXPECT_EQ(row(2), "000000");
    EXPECT_THAT(report.locked, ElementsAre("Soleus"));
    EXPECT_THAT(report.taken, ElementsAre("Tibia"));
}

TEST_F(Masks, ThatOverlapEachOtherGiveTheVoxelToTheFirstAndSaySo) {
    LabelMap labels(rowGrid, 2);
    labels.addSegment(segmentNamed("Muscle", 1));
    labels.addSegment(segmentNamed("Scar", 1, 1));
    setRow(labels, 1, {1, 1, 1, 0, 0, 0});
    setRow(labels, 1, {0, 0, 1, 1, 0, 0}, 1);
    const MaskImport report = imported(labels, "two.seg.nrrd");
    EXPECT_EQ(row(1), "222300");
    EXPECT_THAT(report.taken, ElementsAre("Muscle", "Scar"));
    EXPECT_THAT(report.overlaid, ElementsAre("Scar"));
}

TEST_F(Masks, KeepTheirOverlapWhereTheCaseHasLayersForIt) {
    LabelMap empty(rowGrid, 2);
    open_ = std::make_unique<Case>(smallImage(rowGrid), ImageReference{}, Segmentation(empty));
    LabelMap labels(rowGrid, 2);
    labels.addSegment(segmentNamed("Muscle", 1));
    labels.addSegment(segmentNamed("Scar", 1, 1));
    setRow(labels, 1, {1, 1, 1, 0, 0, 0});
    setRow(labels, 1, {0, 0, 1, 1, 0, 0}, 1);
    const MaskImport report = imported(labels, "two.seg.nrrd");
    EXPECT_THAT(report.overlaid, IsEmpty());
    const LabelMap& now = open_->segmentation().labels;
    EXPECT_EQ(now.voxels(*now.findByName("Muscle")), 3);
    EXPECT_EQ(now.voxels(*now.findByName("Scar")), 2);
    open_->undo();
    EXPECT_EQ(open_->segmentation().labels, empty);
}

TEST_F(Masks, WithoutAVoxelInTheImageAreNotAdded) {
    LabelMap labels = someMasks();
    labels.addSegment(segmentNamed("Absent", 9));
    imported(labels);
    EXPECT_EQ(open_->segmentation().labels.findByName("Absent"), nullptr);
}

/// Against a voxel by voxel account of the rule, over random cases and masks.
TEST_F(Masks, PaintExactlyTheBackground) {
    Random random(5);
    for (int round = 0; round < 200; ++round) {
        open_ = smallCase(rowGrid, random.integer(1, 2));
        for (int act = 0; act < 6; ++act) {
            randomBrush(*open_, random);
        }
        randomLook(*open_, random);
        PlacedMasks masks;
        masks.grid = rowGrid;
        masks.segments = {segmentNamed("Fat", 1), segmentNamed("Bone", 2)};
        masks.owners = {{0}, {1}, {0, 1}};
        std::vector<int> owner(18, -1);
        for (std::uint64_t offset = 0; offset < owner.size(); ++offset) {
            if (owner[offset] = random.integer(-1, 2); owner[offset] >= 0) {
                masks.runs.push_back({offset, 1, static_cast<std::uint32_t>(owner[offset])});
            }
        }
        const Segmentation before = open_->segmentation();
        const bool changed = importMasks(*open_, masks).changed;
        const LabelMap& now = open_->segmentation().labels;
        for (std::size_t offset = 0; offset < owner.size(); ++offset) {
            bool gap = true;
            for (int layer = 0; layer < now.layers(); ++layer) {
                gap = gap && before.labels.layer(layer)[offset] == 0;
            }
            for (int layer = 0; layer < now.layers() && !gap; ++layer) {
                ASSERT_EQ(now.layer(layer)[offset], before.labels.layer(layer)[offset]);
            }
            if (gap && owner[offset] == 1) { // Bone is new, thus not locked
                const Segment* bone = now.findByName("Bone");
                ASSERT_NE(bone, nullptr);
                ASSERT_EQ(now.layer(bone->layer)[offset], bone->value);
            }
        }
        if (changed) {
            open_->undo();
        }
        ASSERT_TRUE(open_->segmentation().labels == before.labels);
        ASSERT_EQ(open_->segmentation().slices, before.slices);
    }
}

TEST_F(Masks, OfAnotherPlaceAreRefusedWithWhatCanBeAskedFor) {
    LabelMap apart(Geometry({6, 1, 3}, {1, 1, 8}, {900, 0, 0}));
    apart.addSegment(segmentNamed("Tibia", 1));
    setRow(apart, 1, {0, 0, 1, 1, 0, 0});
    const MaskOpening refused = opened(apart);
    ASSERT_TRUE(refused.refusal);
    EXPECT_EQ(refused.refusal->remedies(), (PlacementRemedies{.byIndex = true}));
    EXPECT_THAT(refused.refusal->reason(), HasSubstr("do not overlap"));
    EXPECT_THAT(refused.refusal->reason(), Not(HasSubstr("--")));
    EXPECT_THAT(refused.refusal->what(), HasSubstr("--align-by-index"));
    const MaskOpening placed =
        opened(apart, "masks.nii.gz", {LabelPlacement::ByIndex, Resampling::Never, {}});
    ASSERT_FALSE(placed.refusal);
    importMasks(*open_, placed.masks);
    EXPECT_EQ(row(1), "002200");
}

TEST_F(Masks, MostlyOutsideAreResampledOnlyOnRequest) {
    LabelMap shifted(Geometry({6, 1, 4}, {1, 1, 8}, {3, 0, 0}));
    shifted.addSegment(segmentNamed("Tibia", 1));
    setRow(shifted, 1, {1, 1, 1, 1, 1, 1});
    const MaskOpening refused = opened(shifted);
    ASSERT_TRUE(refused.refusal);
    EXPECT_EQ(refused.refusal->remedies(), (PlacementRemedies{.resample = true})) << "sizes differ";
    const MaskOpening placed =
        opened(shifted, "masks.nii.gz", {LabelPlacement::World, Resampling::Always, {}});
    ASSERT_FALSE(placed.refusal);
    importMasks(*open_, placed.masks);
    EXPECT_EQ(row(1), "000222");
}

/// The file's axes run otherwise: turned it has the image's size, but not by index.
TEST_F(Masks, OfTurnedAxesAreNotOfferedByIndex) {
    LabelMap turned(Geometry({3, 1, 6}, {8, 1, 1}, {900, 0, 0}, {0, 0, 1, 0, 1, 0, 1, 0, 0}));
    turned.addSegment(segmentNamed("Tibia", 1));
    turned.set({1, 0, 2}, 1);
    const MaskOpening refused = opened(turned);
    ASSERT_TRUE(refused.refusal);
    EXPECT_EQ(refused.refusal->remedies(), PlacementRemedies{});
}

TEST_F(Masks, AnImageIsNotTakenForMasks) {
    const Geometry grid({300, 1, 1}, {1, 1, 1});
    LabelMap image(grid);
    for (std::uint16_t x = 0; x < 300; ++x) {
        image.set({x, 0, 0}, x);
    }
    writeLabels(at("image.nii.gz"), image);
    NoProgress progress;
    expectError(ErrorCode::InvalidInput, "looks like an image", [&] {
        openMasks({at("image.nii.gz"), grid, {}}, progress, {});
    });
}

TEST_F(Masks, OfAFolderComeUnderTheNamesOfItsFiles) {
    LabelMap one(rowGrid);
    setRow(one, 1, {1, 1, 0, 0, 0, 0});
    LabelMap two(rowGrid);
    setRow(two, 1, {0, 0, 0, 1, 1, 0});
    fs::create_directory(at("rois"));
    writeLabels(at("rois") / "Gracilis_L.nii.gz", one);
    writeLabels(at("rois") / "Sartorius_L.nii.gz", two);
    NoProgress progress;
    const MaskOpening opening = openMasks({at("rois") / "", rowGrid, {}}, progress, {});
    const MaskImport report = importMasks(*open_, opening.masks);
    EXPECT_EQ(report.source, "rois");
    EXPECT_THAT(report.taken, ElementsAre("Gracilis_L", "Sartorius_L"));
    EXPECT_EQ(row(1), "220330");
}

TEST_F(Masks, AreOpenedNotAtAllWhenCancelled) {
    writeLabels(at("masks.nii.gz"), someMasks());
    CancellationSource source;
    source.cancel();
    NoProgress progress;
    expectError(ErrorCode::Cancelled, "", [&] {
        openMasks({at("masks.nii.gz"), rowGrid, {}}, progress, source.token());
    });
}

/// What the journal has of it brings the same case back.
TEST_F(Masks, AreInTheJournal) {
    const auto kept = CaseFolder::create(at("cases"), *open_);
    imported(someMasks());
    const StoredCase stored = readCase(kept->folder());
    EXPECT_EQ(stateOf(stored), stateOf(*open_));
    EXPECT_EQ(stored.problem, "");
}

} // namespace
} // namespace laurel
