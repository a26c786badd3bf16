#include "manifest_example.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"

#include <filesystem>
#include <gmock/gmock.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;

TEST(Manifest, EveryFieldArrives) {
    const ModelManifest manifest = parseManifest(exampleManifestText(), "manifest.json");
    EXPECT_EQ(manifest.id, "thigh_3-b");
    EXPECT_EQ(manifest.name, "Thigh muscles");
    EXPECT_EQ(manifest.description, "Two of them, for é tests");
    EXPECT_EQ(manifest.license, "Apache-2.0");
    EXPECT_EQ(manifest.minTorch, "2.0.1");
    EXPECT_EQ(manifest.plugin.name, "unet2d");
    EXPECT_EQ(manifest.plugin.version, "1.2");
    EXPECT_EQ(manifest.plugin.hyperparameters.at("width"), 16);
    EXPECT_EQ(manifest.provenance.at("seed"), 1);
    EXPECT_TRUE(manifest.metrics.at("hd95_mm").is_null());
    EXPECT_TRUE(manifest.postprocess.largestComponent);
    EXPECT_TRUE(manifest.postprocess.fillHoles);
}

TEST(Manifest, LabelsArrive) {
    const auto labels = parseManifest(exampleManifestText(), "manifest.json").labels;
    ASSERT_EQ(labels.size(), 2U);
    EXPECT_EQ(labels[0].value, 1);
    EXPECT_EQ(labels[0].name, "Rectus femoris");
    EXPECT_EQ(labels[0].abbreviation, "RF");
    EXPECT_EQ(labels[0].color, (Color{10, 11, 12}));
    EXPECT_EQ(labels[0].snomed, "113833003");
    EXPECT_EQ(labels[1].value, 2);
    EXPECT_EQ(labels[1].color, (Color{255, 254, 0}));
}

TEST(Manifest, InputArrives) {
    const ModelInput input = parseManifest(exampleManifestText(), "manifest.json").input;
    EXPECT_EQ(input.modality, "CT");
    EXPECT_EQ(input.orientation, "RAI");
    EXPECT_EQ(input.axes, 3);
    EXPECT_EQ(input.channels, 2);
    EXPECT_THAT(input.spacingMm, ElementsAre(5, 1.25, 0.9375));
    EXPECT_THAT(input.size, ElementsAre(16, 160, 1024));
    EXPECT_EQ(input.normalisation, Normalisation::Percentile);
    EXPECT_EQ(input.lowPercentile, 0.5);
    EXPECT_EQ(input.highPercentile, 99.5);
    EXPECT_TRUE(input.biasCorrection);
    EXPECT_EQ(input.laterality, Laterality::BilateralMirrored);
}

TEST(Manifest, TrainingArrives) {
    const ModelTraining training = parseManifest(exampleManifestText(), "manifest.json").training;
    EXPECT_EQ(training.learningRate, 0.01);
    EXPECT_EQ(training.epochs, 7);
    EXPECT_EQ(training.batchSize, 3);
    EXPECT_EQ(training.loss, "dice-cross-entropy");
    EXPECT_EQ(training.minSlices, 9);
    EXPECT_FALSE(training.augmentation);
    EXPECT_EQ(training.proximal, 0.25);
    EXPECT_EQ(training.clipNorm, 2.5);
    EXPECT_EQ(training.borderSigma, 7);
    EXPECT_EQ(training.privacy, (TrainingPrivacy{0.5, 1.25, 1e-6}));
    EXPECT_THAT(training.sharedPrefixes, ElementsAre("encoder.", "decoder."));
    EXPECT_TRUE(isShared(training, "encoder.0.weight"));
    EXPECT_FALSE(isShared(training, "head.encoder.weight"));
    EXPECT_TRUE(isShared({}, "head.weight"));
}

TEST(Manifest, WhatKeepsFineTuningSafeIsWrittenOnlyWhereItSaysSomething) {
    nlohmann::json json = exampleManifestJson();
    for (const char* key : {"proximal", "clip_norm", "border_sigma", "privacy"}) {
        json["training"].erase(key);
    }
    const std::string text = serializeManifest(parseManifest(json.dump(), "manifest.json"));
    EXPECT_EQ(nlohmann::json::parse(text)["training"], json["training"]);
}

TEST(Manifest, WhatIsNotGivenHasTheDocumentedDefault) {
    const ModelManifest manifest = parseManifest(
        R"({"format": "laurel-model/1", "id": "a", "name": "A", "license": "MIT",
            "plugin": {"name": "p", "version": "1"}, "labels": [{"value": 1, "name": "X"}],
            "input": {"modality": "MR", "axes": 2, "spacing_mm": [1, 1], "size": [64, 64]}})",
        "manifest.json");
    EXPECT_EQ(manifest.minTorch, "1.13");
    EXPECT_EQ(manifest.plugin.hyperparameters, nlohmann::json::object());
    EXPECT_EQ(manifest.labels[0].abbreviation, "");
    EXPECT_EQ(manifest.labels[0].color, defaultColor(1));
    EXPECT_EQ(manifest.input.orientation, "LPS");
    EXPECT_EQ(manifest.input.channels, 1);
    EXPECT_EQ(manifest.input.normalisation, Normalisation::Percentile);
    EXPECT_EQ(manifest.input.lowPercentile, 1);
    EXPECT_EQ(manifest.input.highPercentile, 99);
    EXPECT_FALSE(manifest.input.biasCorrection);
    EXPECT_EQ(manifest.input.laterality, Laterality::None);
    EXPECT_FALSE(manifest.postprocess.largestComponent);
    // Fine-tuning as published: 5 epochs, batch 5, Adam 1e-3, at least 5 slices.
    EXPECT_EQ(manifest.training.learningRate, 1e-3);
    EXPECT_EQ(manifest.training.epochs, 5);
    EXPECT_EQ(manifest.training.batchSize, 5);
    EXPECT_EQ(manifest.training.minSlices, 5);
    EXPECT_EQ(manifest.training.loss, "weighted-cross-entropy");
    EXPECT_EQ(manifest.training.proximal, 0);
    EXPECT_EQ(manifest.training.clipNorm, 0);
    EXPECT_EQ(manifest.training.borderSigma, 8);
    EXPECT_FALSE(manifest.training.privacy);
}

TEST(Manifest, EveryWordIsUnderstood) {
    nlohmann::json json = exampleManifestJson();
    const auto laterality = [&](const char* word) {
        json["input"]["laterality"] = word;
        return parseManifest(json.dump(), "manifest.json").input.laterality;
    };
    EXPECT_EQ(laterality("left"), Laterality::Left);
    EXPECT_EQ(laterality("right"), Laterality::Right);
    EXPECT_EQ(laterality("none"), Laterality::None);
    json["input"]["normalisation"] = {{"method", "z-score"}};
    EXPECT_EQ(parseManifest(json.dump(), "manifest.json").input.normalisation,
              Normalisation::ZScore);
    for (const char* loss : {"weighted-cross-entropy", "cross-entropy", "dice-cross-entropy",
                             "binary-balanced", "dice", "focal", "dice-focal", "tversky"}) {
        json["training"]["loss"] = loss;
        EXPECT_EQ(parseManifest(json.dump(), "manifest.json").training.loss, loss);
    }
}

TEST(Manifest, SaveAndLoadIsIdentity) {
    nlohmann::json json = exampleManifestJson();
    for (const nlohmann::json& normalisation :
         {json["input"]["normalisation"], nlohmann::json{{"method", "z-score"}},
          nlohmann::json{{"method", "window"}, {"low", -150.0}, {"high", 250.0}}}) {
        json["input"]["normalisation"] = normalisation;
        const ModelManifest manifest = parseManifest(json.dump(), "manifest.json");
        const std::string text = serializeManifest(manifest);
        EXPECT_EQ(serializeManifest(parseManifest(text, "again")), text);
        // Nothing of what was given is lost or changed but the colour's case and defaults made
        // visible.
        nlohmann::json expected = json;
        expected["labels"][1]["color"] = "#FFFE00";
        expected["input"]["normalisation"].emplace("bias_correction", false);
        EXPECT_EQ(nlohmann::json::parse(text), expected);
    }
}

TEST(Manifest, TextIsCanonical) {
    const ModelManifest manifest = parseManifest(exampleManifestText(), "manifest.json");
    const std::string text = serializeManifest(manifest);
    EXPECT_EQ(text, serializeManifest(manifest));
    EXPECT_THAT(text, ::testing::StartsWith("{\n  \"description\": \"Two of them, for é tests\",\n"
                                            "  \"format\": \"laurel-model/1\",\n"));
    EXPECT_THAT(text, ::testing::EndsWith("\n  }\n}\n"));
}

TEST(Manifest, TextThatIsNotUtf8IsNotWritten) {
    ModelManifest manifest = parseManifest(exampleManifestText(), "manifest.json");
    manifest.name = "\xFF";
    expectError(ErrorCode::InvalidInput, "UTF-8", [&] { serializeManifest(manifest); });
}

TEST(Manifest, TheDocumentedExampleIsValid) {
    const std::string page = readTextFile(LAUREL_SOURCE_DIR "/docs/package-format.md", 1 << 20);
    const std::string fence = "```json\n";
    const std::size_t begin = page.find(fence) + fence.size();
    const std::string example = page.substr(begin, page.find("```", begin) - begin);
    EXPECT_EQ(parseManifest(example, "package-format.md").id, "leg");
}

TEST(Manifest, ShippedManifestsAreValid) {
    const std::filesystem::path packages = LAUREL_SOURCE_DIR "/models/packages";
    for (const auto& package : std::filesystem::directory_iterator(packages)) {
        const auto file = package.path() / "manifest.json";
        EXPECT_EQ(parseManifest(readTextFile(file, 1 << 20), file.string()).id,
                  package.path().filename().string());
    }
}

TEST(ModelId, FollowsItsPattern) {
    for (const std::string& id : {std::string("a"), std::string("0"), std::string("leg"),
                                  std::string("leg_2-b"), std::string(64, 'x')}) {
        EXPECT_TRUE(isValidModelId(id)) << id;
    }
    for (const std::string& id :
         {std::string(), std::string("-leg"), std::string("_leg"), std::string("Leg"),
          std::string("leg.1"), std::string("../leg"), std::string("leg/1"), std::string("lég"),
          std::string("leg "), std::string("leg\0", 4), std::string(65, 'x')}) {
        EXPECT_FALSE(isValidModelId(id)) << id;
    }
}

} // namespace
} // namespace laurel
