#include "laurel/tools/training_tool.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace laurel {
namespace {

class TrainingTool : public ::testing::Test {
  protected:
    void SetUp() override {
        const std::filesystem::path leg =
            std::filesystem::path(LAUREL_SOURCE_DIR) / "models/packages/leg";
        nlohmann::json manifest =
            nlohmann::json::parse(readTextFile(leg / "manifest.json", 1U << 20));
        manifest["plugin"]["name"] = "unet2d";
        manifest["plugin"]["hyperparameters"] = {{"widths", {8, 16}}};
        manifest["input"]["size"] = {64, 64};
        manifest["input"]["spacing_mm"] = {3, 3};
        manifest["provenance"] = {{"stale", true}};
        writeFileAtomically(folder_.path() / "manifest.json", manifest.dump());
        writeFileAtomically(folder_.path() / "train.toml", std::string(R"([model]
manifest = "manifest.json"
[training]
steps = 6
batch_size = 2
event_every = 2
threads = 1
[[source]]
name = "legs"
kind = "phantom"
min_spacing = 2.5
max_spacing = 3
[validation]
phantom_seeds = [5]
phantom_slices = 1
)"));
        config_ = readTrainingConfig(folder_.path() / "train.toml");
    }

    ModelPackage run(const std::filesystem::path& output) {
        return runTraining(config_, output, engine_,
                           [this](const TrainingEvent& event) { events_.push_back(event); }, {});
    }

    std::size_t filesInFolder() const {
        const std::filesystem::directory_iterator files(folder_.path());
        return static_cast<std::size_t>(std::distance(begin(files), end(files)));
    }

    TemporaryFolder folder_;
    TrainingConfig config_;
    Engine engine_{{std::filesystem::path(LAUREL_BINARY_DIR) / "lib" / "liblaurel_runtime.so",
                    {std::filesystem::path(LAUREL_BINARY_DIR) / "lib" / "plugins"}}};
    std::vector<TrainingEvent> events_;
};

TEST_F(TrainingTool, WritesAPackageThatSegmentsAndSaysWhereItComesFrom) {
    run(folder_.path() / "package");
    const ModelPackage package = ModelPackage::open(folder_.path() / "package");
    const nlohmann::json& provenance = package.manifest().provenance;
    EXPECT_EQ(provenance.at("config_sha256"), config_.digest);
    EXPECT_EQ(provenance.at("steps"), 6);
    EXPECT_EQ(provenance.at("samples"), 12);
    EXPECT_EQ(provenance.at("sources"), nlohmann::json::array({"legs"}));
    EXPECT_FALSE(provenance.contains("stale"));
    EXPECT_TRUE(package.manifest().metrics.at("dice_per_case").contains("phantom 5"));
    EXPECT_EQ(events_.size(), 3U);

    const std::vector<NamedCase> cases =
        openValidationCases(config_.validation, package.manifest());
    NoProgress progress;
    const SegmentationResult result =
        engine_.load(package)->segment(cases.at(0).data.image, {}, progress, {});
    EXPECT_TRUE(result.labels.geometry().sameGridAs(cases[0].data.image.geometry()));
}

TEST_F(TrainingTool, LeavesNothingWhenCancelled) {
    const std::size_t before = filesInFolder();
    CancellationSource source;
    const auto cancelAtFirstEvent = [&](const TrainingEvent&) { source.cancel(); };
    expectError(ErrorCode::Cancelled, "", [&] {
        runTraining(config_, folder_.path() / "package", engine_, cancelAtFirstEvent,
                    source.token());
    });
    EXPECT_EQ(filesInFolder(), before);
}

TEST_F(TrainingTool, RefusesAnExistingFolderBeforeAnyWork) {
    std::filesystem::create_directory(folder_.path() / "there");
    expectError(ErrorCode::AlreadyExists, "there", [&] { run(folder_.path() / "there"); });
    EXPECT_TRUE(events_.empty());
}

TEST_F(TrainingTool, NeedsAnOutputFolder) {
    expectError(ErrorCode::InvalidArgument, "no output folder", [&] { run({}); });
}

TEST_F(TrainingTool, DrawsTheSameCaseForTheSameNumberFromSubjectsThatValidationNeverSees) {
    const ModelManifest manifest =
        parseManifest(readTextFile(config_.manifest, 1U << 20), "manifest.json");
    const std::unique_ptr<SampleSource> source = openSampleSource(config_, manifest);
    const std::unique_ptr<SampleSource> again = openSampleSource(config_, manifest);
    const TrainingCase first = source->sample(4);
    EXPECT_EQ(first.image.pixels(), again->sample(4).image.pixels());
    EXPECT_NE(first.image.pixels(), source->sample(5).image.pixels());
    for (const Segment& segment : first.labels.segments()) {
        EXPECT_TRUE(segment.name.ends_with("_L") || segment.name.ends_with("_R")) << segment.name;
    }
}

TEST(TrainingEventLine, IsOneJsonObjectWithNullForUndefined) {
    TrainingEvent event;
    event.step = 3;
    event.loss = 0.5;
    event.gradientNorm = 2.5;
    EXPECT_FALSE(nlohmann::json::parse(toJsonLine(event)).contains("validation_dice"));
    event.validationDicePerCase = {0.75, std::nullopt};
    const nlohmann::json line = nlohmann::json::parse(toJsonLine(event));
    EXPECT_EQ(line.at("step"), 3);
    EXPECT_EQ(line.at("gradient_norm"), 2.5);
    EXPECT_TRUE(line.at("validation_dice").is_null());
    EXPECT_EQ(line.at("validation_dice_per_case"), nlohmann::json::parse("[0.75, null]"));
}

} // namespace
} // namespace laurel
