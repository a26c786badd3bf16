#include "laurel/workflow/learning.h"

#include "laurel/net/contribution.h"
#include "service_fixture.h"
#include "small_case.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

using ::testing::ElementsAre;

/// Ten slices of "Soleus" and "Fat"; the model knows the first alone.
std::unique_ptr<Case> tenSlices() {
    const Geometry grid({6, 5, 10}, {1, 1, 5});
    auto made = smallCase(grid, 1);
    for (std::int64_t slice = 0; slice < 9; ++slice) {
        paint(*made, 0, 1, {1, 1, slice}, 3);
    }
    return made;
}

class Learning : public Services {
  protected:
    ModelPackage base() const { return shelf().open(modelOf(ModelOrigin::Shipped)); }
    std::unique_ptr<Case> case_ = tenSlices();
};

TEST_F(Learning, CountsWhatTeachesAndWhatDoesNot) {
    case_->markSlices({0, 1, 2, 9}, SliceState::Reviewed);
    case_->markSlices({3}, SliceState::Flagged);
    const LearningMaterial material = materialOf(*case_, base().manifest());
    EXPECT_EQ(material.reviewed, 4) << "a reviewed slice without any label teaches, too";
    EXPECT_EQ(material.flagged, 1);
    EXPECT_EQ(material.inWork, 5);
    EXPECT_EQ(material.automatic, 0);
    EXPECT_EQ(material.needed, 5);
    EXPECT_FALSE(material.enough());
    EXPECT_THAT(material.foreign, ElementsAre("Fat"));
    EXPECT_TRUE(material.missing.empty());
    case_->markSlices({4}, SliceState::Reviewed);
    EXPECT_TRUE(materialOf(*case_, base().manifest()).enough());
}

TEST_F(Learning, SaysHowManySlicesAreNeeded) {
    case_->markSlices({0, 1, 2}, SliceState::Reviewed);
    expectError(ErrorCode::InvalidArgument, "Needs 5 reviewed slices to learn, 3 are reviewed.",
                [&] { learningInput(*case_, base()); });
    case_->markSlices({1, 2}, SliceState::InWork);
    expectError(ErrorCode::InvalidArgument, "1 is reviewed",
                [&] { learningInput(*case_, base()); });
}

TEST_F(Learning, TakesACopySoThatEditingGoesOn) {
    case_->markSlices({0, 1, 2, 4, 7}, SliceState::Reviewed);
    const LearningInput input = learningInput(*case_, base());
    const LabelMap before = case_->segmentation().labels;
    paint(*case_, 0, 1, {0, 0, 0}, 6);
    EXPECT_EQ(input.reviewed.labels, before);
    EXPECT_EQ(input.reviewed.image, case_->image()) << "pixels are shared";
    ASSERT_TRUE(input.reviewed.slices);
    EXPECT_THAT(*input.reviewed.slices, ElementsAre(0, 1, 2, 4, 7));
}

TEST_F(Learning, NeedsAStructureOfTheModel) {
    case_->removeSegment(0);
    case_->markSlices({0, 1, 2, 3, 4}, SliceState::Reviewed);
    expectError(ErrorCode::InvalidInput, "Soleus", [&] { materialOf(*case_, base().manifest()); });
    expectError(ErrorCode::InvalidInput, "Soleus", [&] { learningInput(*case_, base()); });
}

TEST_F(Learning, KeepsOnlyWhatIsBetter) {
    FineTuneResult result;
    result.base = fineTuneBaseOf(base());
    expectError(ErrorCode::InvalidArgument, "improved nothing",
                [&] { keepLearnt(shelf(), base(), result); });
    EXPECT_EQ(shelf().models().size(), 1U);
    pull();
    const ShelvedModel kept = learntFrom(ModelOrigin::Server);
    EXPECT_EQ(kept.title(), "A tiny model v1, local 1");
    EXPECT_EQ(kept.serverId, fake_.serverId());
    EXPECT_EQ(shelf().open(kept).weights().at("layer.weight").floats()[7], 5);
}

/// One row of 4 voxels a slice: the model says Soleus in two, a person makes four of them.
TEST_F(Learning, TellsHowMuchThereWasToCorrectOnceItIsKept) {
    LabelMap labels(Geometry({4, 1, 3}, {10, 10, 10}));
    labels.addSegment(segmentNamed("Soleus", 1));
    labels.addSegment(segmentNamed("Unknown to it", 2));
    Case open(smallImage(labels.geometry()), ImageReference{}, Segmentation(labels));
    LabelMap said(labels.geometry());
    said.addSegment(segmentNamed("Soleus", 1));
    said.addSegment(segmentNamed("Unknown to it", 2));
    for (std::int64_t slice = 0; slice < 3; ++slice) {
        said.set({0, 0, slice}, 1);
        said.set({1, 0, slice}, 1);
        said.set({3, 0, slice}, 2);
    }
    acceptProposal(open, {said, 0, 2, {"tiny", 1, "abc"}, "Tiny", 1}, MergeRule::FillGaps,
                   {true, true});
    const ModelManifest manifest = tinyManifest();
    EXPECT_EQ(automaticDice(open.segmentation(), manifest), std::nullopt) << "nothing is reviewed";
    paint(open, 0, 1, {0, 0, 1}, 4);
    open.markSlices({1, 2}, SliceState::Reviewed);
    const double expected = (4 * (2.0 * 2 / 6) + 2 * 1.0) / 6;
    EXPECT_NEAR(*automaticDice(open.segmentation(), manifest), expected, 1e-12)
        << "of the model's own structures, weighted by the refined voxels";

    FineTuneResult result;
    result.weights.emplace();
    result.weights->add("layer.weight", Tensor::fromFloats({64}, std::vector<float>(64, 5)));
    result.slices = 12;
    result.diceAfter = 0.8;
    result.base = fineTuneBaseOf(base());
    const ShelvedModel kept =
        keepLearnt(shelf(), base(), result, automaticDice(open.segmentation(), manifest));
    const FineTuningRecord record = fineTuningOf(ModelPackage::open(kept.folder));
    EXPECT_TRUE(record.diceIsAutomatic);
    EXPECT_NEAR(record.dice.value(), expected, 1e-9);
    const FineTuningRecord without =
        fineTuningOf(ModelPackage::open(keepLearnt(shelf(), base(), result).folder));
    EXPECT_FALSE(without.diceIsAutomatic);
    EXPECT_NEAR(without.dice.value(), 0.8, 1e-9);
}

} // namespace
} // namespace laurel
