#include "laurel/tools/training_config.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include "support/expect_error.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace laurel {
namespace {

const std::string good = R"([model]
manifest = "manifest.json"
output = "out"

[training]
seed = 7
steps = 100
batch_size = 4
learning_rate = 0.002
loss = "cross-entropy"

[augmentation]
rotation_degrees = 40
optical_chance = 0.25
thickness_chance = 0.5
thickness = 3
flip_chance = 0

[[source]]
name = "maps"
kind = "labelmaps"
weight = 2
paths = ["a.nii.gz", "$LAUREL_DATA/b.nii"]
min_spacing = 1.0
max_spacing = 1.25
[source.names]
13 = "Soleus_R"
14 = "Soleus_L"

[[source]]
name = "phantoms"
kind = "phantom"
limb = "leg"
contrast = "t1"
min_level = 0.5
variation = 1.5

[[source]]
name = "masks"
kind = "images"
empty_chance = 0.1
[[source.case]]
image = "a_image.nii.gz"
labels = "a_labels.nii.gz"
[[source.case]]
image = "b_image.nii.gz"
labels = "b_labels.npz"
frame = 2
slices = [3, 9]
align_by_index = true
[source.names]
1 = "Soleus_R"
7 = "Undefined"
"Sol" = "Soleus"

[validation]
phantom_seeds = [3, 4]
[[validation.image]]
name = "real"
image = "i.npz"
labels = "l.npz"
slices = [0, 2]
[validation.image.names]
5 = "Soleus_L"
"Extensor Longus Digitorum" = "Extensor digitorum longus"
)";

class TrainingConfigFile : public ::testing::Test {
  protected:
    void SetUp() override { ::setenv("LAUREL_DATA", "/data", 1); }
    void TearDown() override { ::unsetenv("LAUREL_DATA"); }

    TrainingConfig read(const std::string& text) const {
        const std::filesystem::path file = folder_.path() / "train.toml";
        writeFileAtomically(file, text);
        return readTrainingConfig(file);
    }

    /// The message for the good file with its first `from` replaced by `to`.
    void expectRefused(const std::string& from, const std::string& to,
                       const std::string& message) const {
        std::string text = good;
        const std::size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        expectError(ErrorCode::InvalidInput, message, [&] { read(text); });
    }

    TemporaryFolder folder_;
};

TEST_F(TrainingConfigFile, IsReadAsWritten) {
    const TrainingConfig config = read(good);
    EXPECT_EQ(config.manifest, folder_.path() / "manifest.json");
    EXPECT_EQ(config.output, folder_.path() / "out");
    EXPECT_EQ(config.digest.size(), 64U);
    EXPECT_EQ(config.options.seed, 7U);
    EXPECT_EQ(config.options.steps, 100);
    EXPECT_EQ(config.options.batchSize, 4);
    EXPECT_DOUBLE_EQ(config.options.learningRate, 0.002);
    EXPECT_EQ(config.options.loss, "cross-entropy");
    ASSERT_TRUE(config.options.augmentation);
    EXPECT_DOUBLE_EQ(config.options.augmentation->rotationDegrees, 40);
    EXPECT_DOUBLE_EQ(config.options.augmentation->opticalChance, 0.25);
    EXPECT_DOUBLE_EQ(config.options.augmentation->thickness, 3);
    EXPECT_DOUBLE_EQ(config.options.augmentation->scale, AugmentationSettings{}.scale);
    ASSERT_EQ(config.sources.size(), 3U);
    EXPECT_EQ(config.sources[0].name, "maps");
    EXPECT_DOUBLE_EQ(config.sources[0].weight, 2);
    const auto& maps = std::get<LabelMapSourceConfig>(config.sources[0].settings);
    EXPECT_EQ(maps.paths[0], folder_.path() / "a.nii.gz");
    EXPECT_EQ(maps.paths[1], "/data/b.nii");
    EXPECT_EQ(maps.names.at(13), "Soleus_R");
    EXPECT_DOUBLE_EQ(maps.settings.maxSpacing, 1.25);
    const auto& phantoms = std::get<PhantomSourceConfig>(config.sources[1].settings);
    EXPECT_EQ(phantoms.contrast, Contrast::T1);
    EXPECT_DOUBLE_EQ(phantoms.level[0], 0.5);
    EXPECT_DOUBLE_EQ(phantoms.variation, 1.5);
    EXPECT_EQ(config.validation.phantomSeeds, (std::vector<std::uint64_t>{3, 4}));
    ASSERT_EQ(config.validation.images.size(), 1U);
    EXPECT_EQ(config.validation.images[0].names.byName.at("Extensor Longus Digitorum"),
              "Extensor digitorum longus");
}

TEST_F(TrainingConfigFile, SaysWhichPartsOfWhichFilesAreWhichStructures) {
    const TrainingConfig config = read(good);
    const auto& images = std::get<ImageSourceConfig>(config.sources[2].settings);
    EXPECT_DOUBLE_EQ(images.emptyChance, 0.1);
    ASSERT_EQ(images.cases.size(), 2U);
    EXPECT_EQ(images.cases[0].image, folder_.path() / "a_image.nii.gz");
    EXPECT_FALSE(images.cases[0].slices);
    EXPECT_FALSE(images.cases[0].alignByIndex);
    EXPECT_EQ(images.cases[1].labels, folder_.path() / "b_labels.npz");
    EXPECT_EQ(images.cases[1].frame, 2);
    ASSERT_TRUE(images.cases[1].slices);
    EXPECT_EQ(images.cases[1].slices->first, 3);
    EXPECT_EQ(images.cases[1].slices->last, 9);
    EXPECT_TRUE(images.cases[1].alignByIndex);
    EXPECT_EQ(images.names.byValue.at(7), "Undefined");
    EXPECT_EQ(images.names.byName.at("Sol"), "Soleus");
    EXPECT_EQ(config.validation.images[0].files.slices->last, 2);
    EXPECT_EQ(config.validation.images[0].names.byValue.at(5), "Soleus_L");
}

TEST_F(TrainingConfigFile, NamesFileLineAndKeyOfWhatIsWrong) {
    expectRefused("seed = 7", "sead = 7", "train.toml:6: unknown key 'sead' in [training]");
    expectRefused("weight = 2", "wait = 2", "train.toml:22: unknown key 'wait' in [[source]]");
    expectRefused("[validation]", "[validatoin]", "unknown key 'validatoin'");
    expectRefused(
        "batch_size = 4", "batch_size = 0",
        "train.toml:8: batch_size in [training]: expected an integer from 1 to 1024, got 0");
    expectRefused("batch_size = 4", "batch_size = 4.5",
                  "expected an integer from 1 to 1024, got floating-point");
    expectRefused("learning_rate = 0.002", "learning_rate = \"fast\"",
                  "learning_rate in [training]: expected a number");
    expectRefused("learning_rate = 0.002", "learning_rate = nan",
                  "expected a number from 1e-08 to 1, got nan");
    expectRefused("steps = 100", "steps = 0", "one of steps and seconds must be greater than 0");
    expectRefused("kind = \"phantom\"", "kind = \"photo\"",
                  "expected labelmaps, phantom or images, got 'photo'");
    expectRefused("contrast = \"t1\"", "contrast = \"ct\"", "contrast in [[source]]");
    expectRefused("limb = \"leg\"", "limb = \"arm\"", "expected leg or thigh, got 'arm'");
    expectRefused("min_spacing = 1.0", "min_spacing = 1.5",
                  "min_spacing in [[source]]: is greater than max_spacing");
    expectRefused("13 = \"Soleus_R\"", "x13 = \"Soleus_R\"",
                  "expected label values from 1 to 65535 as keys");
    expectRefused("1 = \"Soleus_R\"\n7", "70000 = \"Soleus_R\"\n7",
                  "names in [[source]]: expected label values from 1 to 65535, got '70000'");
    expectRefused("batch_size = 4", "schedule = \"linear\"",
                  "train.toml:8: schedule in [training]: expected one of cosine, constant, step, "
                  "polynomial, got 'linear'");
    expectRefused("batch_size = 4", "keep = \"first\"", "expected one of last, best, got 'first'");
    expectRefused("batch_size = 4", "clip_norm = 0", "expected a number from 1e-06");
    expectRefused("batch_size = 4", "patience = 3\nvalidate_every = 0",
                  "patience in [training]: needs validate_every greater than 0");
    expectRefused("thickness = 3", "thickness = 0.5",
                  "thickness in [augmentation]: expected a number from 1 to 5, got 0.5");
    expectRefused("optical_chance", "optical", "unknown key 'optical' in [augmentation]");
    expectRefused("slices = [3, 9]", "slices = [9, 3]",
                  "slices in [[case]]: expected the first and the last slice");
    expectRefused("slices = [3, 9]", "slices = [3]",
                  "slices in [[case]]: expected the first and the last slice");
    expectRefused("frame = 2", "frames = 2", "unknown key 'frames' in [[case]]");
    expectRefused("align_by_index = true", "align_by_index = 1", "expected true or false");
    expectRefused("empty_chance = 0.1", "empty_chance = 1.1", "expected a number from 0 to 1");
    expectRefused("name = \"maps\"", "", "name in [[source]]: is missing");
    expectRefused("name = \"maps\"", "name = \"\"", "name in [[source]]: the text is empty");
    expectRefused("paths = [\"a.nii.gz\", \"$LAUREL_DATA/b.nii\"]", "paths = []",
                  "expected at least one file");
    expectRefused("paths = [\"a.nii.gz\", \"$LAUREL_DATA/b.nii\"]", "paths = \"a\"",
                  "expected an array of texts");
    expectRefused("[3, 4]", "[3, -4]", "phantom_seeds in [validation]: expected integers from 0");
    expectRefused("manifest = \"manifest.json\"", "", "manifest in [model]: is missing");
    expectRefused("[model]", "[model", "train.toml:1");
    expectRefused("loss = \"cross-entropy\"", "loss = \"hinge\"", "loss in [training]");
}

TEST_F(TrainingConfigFile, NeedsASourceThatIsDrawn) {
    std::string text = good.substr(0, good.find("[[source]]"));
    expectError(ErrorCode::InvalidInput, "at least one [[source]]", [&] { read(text); });
}

TEST_F(TrainingConfigFile, SaysHowTrainingRunsAndEnds) {
    std::string text = good;
    text.replace(text.find("batch_size = 4"), 14, R"(schedule = "polynomial"
warm_up = 0.1
clip_norm = 1
average_decay = 0.99
patience = 7
min_steps = 30
keep = "best"
checkpoint = "c.safetensors"
checkpoint_every = 20
checkpoint_seconds = 0)");
    const TrainOptions options = read(text).options;
    EXPECT_EQ(options.schedule, LearningRateSchedule::Polynomial);
    EXPECT_DOUBLE_EQ(options.warmUp, 0.1);
    EXPECT_DOUBLE_EQ(options.clipNorm, 1);
    EXPECT_DOUBLE_EQ(options.averageDecay, 0.99);
    EXPECT_EQ(options.patience, 7);
    EXPECT_EQ(options.minSteps, 30);
    EXPECT_EQ(options.keep, KeptWeights::Best);
    EXPECT_EQ(options.checkpoint.file, folder_.path() / "c.safetensors");
    EXPECT_EQ(options.checkpoint.everySteps, 20);
    EXPECT_DOUBLE_EQ(options.checkpoint.everySeconds, 0);
    text.resize(text.find("[validation]"));
    expectError(ErrorCode::InvalidInput, "need cases to validate on", [&] { read(text); });
}

TEST_F(TrainingConfigFile, NeedsTheVariableThatItsPathsName) {
    ::unsetenv("LAUREL_DATA");
    expectError(ErrorCode::InvalidInput,
                "train.toml:23: paths in [[source]]: the path begins with $LAUREL_DATA",
                [&] { read(good); });
}

TEST_F(TrainingConfigFile, MustExist) {
    expectError(ErrorCode::NotFound, "absent.toml",
                [&] { readTrainingConfig(folder_.path() / "absent.toml"); });
}

} // namespace
} // namespace laurel
