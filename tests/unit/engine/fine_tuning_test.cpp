#include "laurel/engine/fine_tuning.h"

#include "laurel/base/files.h"
#include "laurel/engine/engine.h"
#include "laurel/package/statement.h"
#include "laurel/synthesis/limb_phantom.h"
#include "laurel/weights/safetensors.h"
#include "support/expect_error.h"
#include "support/tiny_package.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

StateDict oneTensor(float value) {
    StateDict weights;
    weights.add("layer.weight", Tensor::fromFloats({1}, {value}));
    return weights;
}

FineTuneResult keptResult(const ModelPackage& base) {
    FineTuneResult result;
    result.weights = oneTensor(2);
    result.slices = 8;
    result.heldOutSlices = 1;
    result.epochs = 5;
    result.bestEpoch = 4;
    result.seed = 3;
    result.diceBefore = 0.5;
    result.diceAfter = 0.75;
    result.measuredOn = MeasuredOn::HeldOut;
    result.base = fineTuneBaseOf(base);
    return result;
}

TEST(FineTunedPackage, KeepsTheModelAndTellsWhereItsWeightsCameFrom) {
    const TemporaryFolder folder;
    ModelManifest manifest = tinyManifest();
    manifest.provenance = {{"seed", 1}};
    manifest.metrics = {{"mean_dice", 0.9}};
    const ModelPackage base = ModelPackage::create(folder.path() / "base", manifest, oneTensor(1));
    const ModelPackage made =
        createFineTunedPackage(folder.path() / "tuned", base, keptResult(base));

    EXPECT_EQ(made.weights(), oneTensor(2));
    const json& provenance = made.manifest().provenance;
    EXPECT_EQ(provenance["seed"], 1);
    EXPECT_EQ(provenance["fine_tuned"],
              (json{{"base_weights_sha256", sha256HexOfFile(base.weightsFile())},
                    {"slices", 8},
                    {"held_out_slices", 1},
                    {"epochs", 5},
                    {"best_epoch", 4},
                    {"seed", 3},
                    {"dice_before", 0.5},
                    {"dice_after", 0.75},
                    {"measured_on", "held_out"}}));
    EXPECT_EQ(made.manifest().metrics, json::object()); // they were of other weights
    ModelManifest rest = made.manifest();
    rest.provenance = manifest.provenance;
    rest.metrics = manifest.metrics;
    EXPECT_EQ(serializeManifest(rest), serializeManifest(manifest));
}

TEST(FineTunedPackage, NamesThePublishedVersionItWasMadeFrom) {
    const TemporaryFolder folder;
    const fs::path place = folder.path() / "base";
    writeTinyPackage(place, 1);
    VersionStatement statement;
    statement.serverId = "hospital-a";
    statement.modelId = "tiny";
    statement.number = 7;
    statement.parents = {6};
    statement.created = "2026-02-28T23:59:59Z";
    statement.files = describePackageFiles(place);
    statement.keyId = fingerprint(Ed25519KeyPair::generate().publicKey());
    writeFileAtomically(place / statementFileName, serializeStatement(statement));

    const ModelPackage base = ModelPackage::open(place);
    EXPECT_EQ(fineTuneBaseOf(base).version, (BaseVersion{"hospital-a", "tiny", 7}));
    const ModelPackage made =
        createFineTunedPackage(folder.path() / "tuned", base, keptResult(base));
    const json& tuned = made.manifest().provenance["fine_tuned"];
    EXPECT_EQ(tuned["server"], "hospital-a");
    EXPECT_EQ(tuned["model"], "tiny");
    EXPECT_EQ(tuned["version"], 7);
    EXPECT_FALSE(fs::exists(folder.path() / "tuned" / statementFileName));

    writeFileAtomically(place / statementFileName, "{}");
    expectError(ErrorCode::InvalidInput, statementFileName, [&] { fineTuneBaseOf(base); });
}

TEST(FineTunedPackage, IsNotMadeOfAResultThatWasNotKept) {
    const TemporaryFolder folder;
    writeTinyPackage(folder.path() / "base", 1);
    const ModelPackage base = ModelPackage::open(folder.path() / "base");
    FineTuneResult result = keptResult(base);
    result.weights.reset();
    expectError(ErrorCode::InvalidArgument, "improved nothing",
                [&] { createFineTunedPackage(folder.path() / "tuned", base, result); });
    expectError(ErrorCode::AlreadyExists, "base",
                [&] { createFineTunedPackage(folder.path() / "base", base, keptResult(base)); });
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}), 1);
}

TEST(FineTunedPackage, WritesUndefinedDiceAsNull) {
    const TemporaryFolder folder;
    writeTinyPackage(folder.path() / "base", 1);
    const ModelPackage base = ModelPackage::open(folder.path() / "base");
    FineTuneResult result = keptResult(base);
    result.diceBefore.reset();
    const ModelPackage made = createFineTunedPackage(folder.path() / "tuned", base, result);
    EXPECT_TRUE(made.manifest().provenance["fine_tuned"]["dice_before"].is_null());
}

LabelMap named(const std::vector<std::string>& names) {
    LabelMap labels(Geometry({4, 4, 1}, {1, 1, 1}));
    std::uint16_t value = 1;
    for (const std::string& name : names) {
        Segment segment;
        segment.name = name;
        segment.value = value++;
        labels.addSegment(segment);
    }
    return labels;
}

ModelManifest twoMuscles(Laterality laterality) {
    ModelManifest manifest = tinyManifest();
    manifest.labels = {{1, "Soleus", "SOL", {1, 2, 3}, ""}, {2, "Peroneus", "PER", {4, 5, 6}, ""}};
    manifest.input.laterality = laterality;
    return manifest;
}

TEST(ModelSegments, SaysWhatIsMissingOnASideAndWhatIsForeign) {
    const ModelManifest both = twoMuscles(Laterality::BilateralMirrored);
    SegmentFit fit = matchModelSegments(both, named({"Soleus_L", "Peroneus_R", "Soleus_R", "Bone"}),
                                        "labels.nii");
    EXPECT_THAT(fit.missing, ElementsAre("Peroneus_L"));
    EXPECT_THAT(fit.foreign, ElementsAre("Bone"));
    // A side that is not there at all is not missing.
    fit = matchModelSegments(both, named({"Soleus_L", "Peroneus_L"}), "labels.nii");
    EXPECT_TRUE(fit.missing.empty());
    EXPECT_TRUE(fit.foreign.empty());
    fit = matchModelSegments(twoMuscles(Laterality::None), named({"Soleus"}), "labels.nii");
    EXPECT_THAT(fit.missing, ElementsAre("Peroneus"));
}

TEST(ModelSegments, RefusesNamesOfAnotherModelListingBoth) {
    const ModelManifest both = twoMuscles(Laterality::BilateralMirrored);
    const std::string text = errorTextOf([&] {
        matchModelSegments(both, named({"Gracilis_L", "Soleus"}), "labels.nii");
    });
    EXPECT_THAT(text, HasSubstr("invalid_input: labels.nii"));
    EXPECT_THAT(text, HasSubstr("expected \"Soleus_R\", \"Peroneus_R\", \"Soleus_L\", "
                                "\"Peroneus_L\"; it has \"Gracilis_L\", \"Soleus\""));
    expectError(ErrorCode::InvalidInput, "it names none",
                [&] { matchModelSegments(both, named({}), "labels.nii"); });
}

TEST(Engine, FineTunesThroughTheRuntimeLibrary) {
    LimbPhantomSettings settings;
    settings.sides = PhantomSides::Left;
    settings.size = {64, 64};
    settings.spacing = {3, 3};
    settings.slices = 3;
    SyntheticCase made = makeLegPhantom(settings);
    ReviewedCase reviewed{
        std::make_shared<const Volume>(std::move(made.image)), std::move(made.labels), 0, {}};
    const TemporaryFolder folder;
    ModelManifest manifest = twoMuscles(Laterality::BilateralMirrored);
    manifest.plugin.hyperparameters = {{"widths", {4, 4}}, {"groups", 2}};
    manifest.input.spacingMm = {3, 3};
    const ModelPackage wrong =
        ModelPackage::create(folder.path() / "wrong", manifest, oneTensor(1));
    Engine engine;
    expectError(ErrorCode::InvalidInput, "at least 5 reviewed slices that show a limb",
                [&] { engine.fineTune(wrong, {reviewed}, {}, [](const auto&) {}, {}); });
    reviewed.labels = named({"Soleus_L"});
    expectError(ErrorCode::InvalidInput, "must lie on its image's grid",
                [&] { engine.fineTune(wrong, {reviewed}, {}, [](const auto&) {}, {}); });
}

} // namespace
} // namespace laurel
