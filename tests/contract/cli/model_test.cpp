// Training and segmentation through laurelctl, with a network as small as can be.

#include "laurelctl.h"
#include "tiny_model.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

class Model : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        std::ofstream(at("manifest.json")) << tinyManifest();
        trained_ = laurelctl({"train", "--config", configFor("steps = 2"), "-o", at("tiny")});
        made_ = laurelctl({"synth", "leg", "--seed", "5", "--contrast", "t1", "--format", "dicom",
                           "--slices", "4", "--spacing", "3", "-o", at("case")});
    }
    static void TearDownTestSuite() { delete folder_; }

    static std::string at(const std::string& name) { return (folder_->path() / name).string(); }

    static std::string configFor(const std::string& limit) {
        std::string path = at("train.toml");
        std::ofstream(path) << "[model]\nmanifest = \"manifest.json\"\n[training]\n"
                            << limit
                            << "\nbatch_size = 2\nthreads = 1\nevent_every = 1\n"
                               "[[source]]\nname = \"phantoms\"\nkind = \"phantom\"\n";
        return path;
    }

    void SetUp() override {
        ASSERT_EQ(trained_.exitCode, 0) << trained_.err;
        ASSERT_EQ(made_.exitCode, 0) << made_.err;
    }

    static TemporaryFolder* folder_;
    static ProcessResult trained_;
    static ProcessResult made_;
};

TemporaryFolder* Model::folder_ = nullptr;
ProcessResult Model::trained_;
ProcessResult Model::made_;

TEST_F(Model, TrainingLeavesAPackageAndTellsHowItWent) {
    EXPECT_TRUE(fs::exists(at("tiny/manifest.json")));
    EXPECT_TRUE(fs::exists(at("tiny/weights.safetensors")));
    EXPECT_THAT(trained_.err, HasSubstr("step 2"));
    const ProcessResult again =
        laurelctl({"train", "--config", at("train.toml"), "-o", at("tiny")});
    EXPECT_EQ(again.exitCode, 1); // it exists
    EXPECT_THAT(again.err, HasSubstr("tiny"));
}

TEST_F(Model, SegmentsADicomFolder) {
    const json report =
        laurelctlJson({"segment", "--model", at("tiny"), at("case/dicom"), "-o", at("out.nii.gz")});
    EXPECT_EQ(report["model"], "tiny");
    EXPECT_TRUE(report["engine"].is_string());
    EXPECT_EQ(report["output"], at("out.nii.gz"));
    double sum = 0;
    for (const char* field : {"load", "preprocess", "infer", "postprocess"}) {
        sum += report["seconds"].at(field).get<double>();
    }
    EXPECT_GE(report["seconds"]["total"].get<double>() * 1.001, sum);
    const LabelMap labels = readLabels(at("out.nii.gz"));
    EXPECT_TRUE(labels.geometry().sameGridAs(readLabels(at("case/labels.nii.gz")).geometry()));
    for (const json& label : report["labels"]) {
        const Segment* segment = labels.findByName(label["name"]);
        ASSERT_NE(segment, nullptr) << label;
        EXPECT_EQ(segment->value, label["value"]);
        EXPECT_EQ(labels.voxels(*segment), label["voxels"]);
    }
}

TEST_F(Model, SlicesOutsideTheRangeStayEmpty) {
    laurelctlJson({"segment", "--model", at("tiny"), at("case/dicom"), "-o", at("part.nii.gz"),
                   "--slices", "1-2"});
    const LabelMap labels = readLabels(at("part.nii.gz"));
    const GridSize& size = labels.geometry().size();
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    for (const std::size_t slice : {0U, 3U}) {
        const auto voxels = labels.layer(0).subspan(slice * plane, plane);
        EXPECT_TRUE(std::ranges::all_of(voxels, [](auto v) { return v == 0; })) << slice;
    }
    const ProcessResult outside = laurelctl({"segment", "--model", at("tiny"), at("case/dicom"),
                                             "-o", at("x.nii.gz"), "--slices", "2-9"});
    EXPECT_EQ(outside.exitCode, 2);
    EXPECT_THAT(outside.err, HasSubstr("0 to 3"));
    EXPECT_FALSE(fs::exists(at("x.nii.gz")));
}

TEST_F(Model, IsComparedWithAnotherOnSeveralCases) {
    ASSERT_EQ(laurelctl({"train", "--config", configFor("steps = 4"), "-o", at("other")}).exitCode,
              0);
    std::vector<std::string> command{"evaluate", "--model", at("tiny"), "--model", at("other")};
    for (const std::string seed : {"6", "7"}) {
        ASSERT_EQ(laurelctl({"synth", "leg", "--seed", seed, "--slices", "3", "--spacing", "3",
                             "-o", at("limb" + seed)})
                      .exitCode,
                  0);
        command.insert(command.end(), {"--case", at("limb" + seed + "/image.nii.gz"),
                                       at("limb" + seed + "/labels.nii.gz")});
    }
    const json models = laurelctlJson(command)["models"];
    ASSERT_EQ(models.size(), 2U);
    double differences = 0;
    for (int i : {0, 1}) {
        // The same as to segment and to evaluate by hand.
        const std::string labels = at("limb" + std::to_string(6 + i) + "/labels.nii.gz");
        double byHand = 0;
        for (int m : {1, 0}) {
            laurelctlJson({"segment", "--model", at(m == 0 ? "tiny" : "other"),
                           at("limb" + std::to_string(6 + i) + "/image.nii.gz"), "-o",
                           at("made.nii.gz")});
            const json one = laurelctlJson(
                {"evaluate", "--reference", labels, "--segmentation", at("made.nii.gz")});
            EXPECT_EQ(models[m]["cases"][i]["mean_dice"], one["mean_dice"]);
            byHand += (m == 0 ? -1 : 1) * one["mean_dice"].get<double>();
        }
        differences += byHand;
    }
    EXPECT_EQ(models[1]["model"], "tiny");
    EXPECT_EQ(models[1]["package"], at("other"));
    EXPECT_TRUE(models[0]["difference"].is_null());
    EXPECT_NEAR(models[1]["difference"]["mean"], differences / 2, 1e-9);
    EXPECT_EQ(models[1]["difference"]["ci95"].size(), 2U);
    command.back() = at("absent.nii.gz");
    const ProcessResult result = laurelctl(command);
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_THAT(result.err, HasSubstr("absent.nii.gz"));
}

TEST_F(Model, AWrongConfigurationIs3AndNamesItsKey) {
    const ProcessResult result =
        laurelctl({"train", "--config", configFor("steps = 2\nsteeps = 2"), "-o", at("never")});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_THAT(result.err, HasSubstr("steeps"));
    EXPECT_FALSE(fs::exists(at("never")));
}

TEST_F(Model, AnInterruptedTrainingLeavesNothing) {
    const pid_t process = startProcess({laurelctlPath(), "train", "--config",
                                        configFor("steps = 1000000"), "-o", at("interrupted")},
                                       at("stdout"), at("stderr"));
    ASSERT_GT(process, 0);
    for (int i = 0; i < 600; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        if (readTextFile(at("stderr"), 1 << 26).find("step ") != std::string::npos) {
            break;
        }
    }
    ::kill(process, SIGINT);
    EXPECT_EQ(waitForProcess(process), 1) << readTextFile(at("stderr"), 1 << 26);
    EXPECT_FALSE(fs::exists(at("interrupted")));
    for (const auto& entry : fs::directory_iterator(folder_->path())) {
        EXPECT_FALSE(entry.path().filename().string().starts_with(".laurel")) << entry;
    }
}

} // namespace
} // namespace laurel
