// Fine-tuning through laurelctl, with the shipped leg model on made-up legs.

#include "laurelctl.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"
#include "laurel/package/model_package.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path shippedLeg = fs::path(LAUREL_SOURCE_DIR) / "models" / "packages" / "leg";

class Finetune : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        // A random contrast on which the shipped model is imperfect.
        made_ = laurelctl({"synth", "leg", "--seed", "104", "--contrast", "random", "--slices",
                           "12", "--slice-spacing", "16", "--spacing", "1.5", "-o", at("case")});
        makePackage("quick", {{"epochs", 2}});
        makePackage("still", {{"epochs", 1}, {"learning_rate", 1e-12}});
        makePackage("endless", {{"epochs", 1000}});
    }
    static void TearDownTestSuite() { delete folder_; }

    void SetUp() override {
        ASSERT_EQ(made_.exitCode, 0) << made_.err;
        before_ = entries();
    }

    static std::string at(const std::string& name) { return (folder_->path() / name).string(); }

    /// The shipped weights with another recipe.
    static void makePackage(const std::string& name, const json& recipe) {
        json manifest = json::parse(readTextFile(shippedLeg / "manifest.json", 1 << 20));
        manifest["training"].update(recipe);
        fs::create_directory(at(name));
        std::ofstream(at(name + "/manifest.json")) << manifest;
        fs::copy(shippedLeg / "weights.safetensors", at(name));
    }

    static std::vector<std::string> command(const std::string& model, const std::string& output,
                                            std::vector<std::string> more = {}) {
        std::vector<std::string> words{"finetune",
                                       "--model",
                                       model,
                                       "--image",
                                       at("case/image.nii.gz"),
                                       "--labels",
                                       at("case/labels.nii.gz"),
                                       "-o",
                                       at(output)};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    static std::set<std::string> entries() {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_->path())) {
            names.insert(entry.path().filename());
        }
        return names;
    }

    void expectRefused(const std::vector<std::string>& words, int exitCode,
                       const std::string& message) const {
        const ProcessResult result = laurelctl(words);
        EXPECT_EQ(result.exitCode, exitCode) << result.err;
        EXPECT_THAT(result.err, HasSubstr(message));
        EXPECT_THAT(result.err, Not(HasSubstr("epoch")));
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(entries(), before_);
    }

    /// The same labels under other names.
    static std::string writeRenamed(const std::string& name, const std::string& from,
                                    const std::string& to) {
        LabelMap labels = readLabels(at("case/labels.nii.gz"));
        std::vector<Segment> segments = labels.segments();
        labels.clearSegments();
        for (Segment& segment : segments) {
            if (const std::size_t found = segment.name.find(from); found != std::string::npos) {
                segment.name.replace(found, from.size(), to);
            }
            labels.addSegment(segment);
        }
        writeLabels(at(name), labels);
        return at(name);
    }

    static TemporaryFolder* folder_;
    static ProcessResult made_;
    std::set<std::string> before_;
};

TemporaryFolder* Finetune::folder_ = nullptr;
ProcessResult Finetune::made_;

/// Mean Dice of slices 0 to 3 and 10 to 11, which are not reviewed below.
double diceElsewhere(const std::string& model, const std::string& image,
                     const std::string& reference, const std::string& output) {
    laurelctlJson({"segment", "--model", model, image, "-o", output});
    for (const std::string& file : {output, reference}) {
        LabelMap labels = readLabels(file);
        const GridSize& size = labels.geometry().size();
        const auto plane = static_cast<std::size_t>(size.x * size.y);
        const auto voxels = labels.layer(0);
        std::fill(voxels.begin() + 4 * plane, voxels.begin() + 10 * plane, std::uint16_t{0});
        writeLabels(output + (file == output ? "_a.nii.gz" : "_r.nii.gz"), labels);
    }
    return laurelctlJson({"evaluate", "--reference", output + "_r.nii.gz", "--segmentation",
                          output + "_a.nii.gz"})["mean_dice"];
}

TEST_F(Finetune, ImprovesSlicesThatNobodyReviewed) {
    const json report = laurelctlJson(command("leg", "tuned", {"--slices", "4-9"}));
    EXPECT_EQ(report["kept"], true);
    EXPECT_EQ(report["slices"], 6);
    EXPECT_EQ(report["held_out_slices"], 1);
    EXPECT_EQ(report["epochs"], 5);
    EXPECT_EQ(report["measured_on"], "held_out");
    EXPECT_EQ(report["output"], at("tuned"));
    EXPECT_GT(report["seconds"], 0);
    EXPECT_GT(report["dice_after"].get<double>(), report["dice_before"].get<double>() + 0.02);

    const ModelPackage tuned = ModelPackage::open(at("tuned"));
    const ModelPackage shipped = ModelPackage::open(shippedLeg);
    EXPECT_EQ(tuned.manifest().id, "leg");
    EXPECT_EQ(tuned.tensors(), shipped.tensors());
    const json& told = tuned.manifest().provenance["fine_tuned"];
    EXPECT_EQ(told["base_weights_sha256"], sha256HexOfFile(shipped.weightsFile()));
    for (const char* field : {"slices", "epochs", "dice_before", "dice_after", "measured_on"}) {
        EXPECT_EQ(told[field], report[field]) << field;
    }
    EXPECT_EQ(told["seed"], 1);
    EXPECT_THAT(readTextFile(at("tuned/manifest.json"), 1 << 20), Not(HasSubstr("case")));

    const std::string image = at("case/image.nii.gz");
    const std::string reference = at("case/labels.nii.gz");
    const double before = diceElsewhere("leg", image, reference, at("before.nii.gz"));
    const double after = diceElsewhere(at("tuned"), image, reference, at("after.nii.gz"));
    EXPECT_GT(after, before + 0.02);
}

TEST_F(Finetune, GivesTheSameBytesForTheSameSeed) {
    const std::vector<std::string> common{"--slices", "3-8", "--threads", "1", "--seed"};
    const auto weightsOf = [&](const std::string& output, const std::string& seed) {
        std::vector<std::string> more = common;
        more.push_back(seed);
        const json report = laurelctlJson(command(at("quick"), output, more));
        EXPECT_EQ(report["kept"], true);
        return readFile(at(output + "/weights.safetensors"), 1 << 26);
    };
    const std::vector<std::byte> first = weightsOf("first", "7");
    EXPECT_EQ(first, weightsOf("again", "7"));
    EXPECT_NE(first, weightsOf("other", "8"));
    EXPECT_EQ(readTextFile(at("first/manifest.json"), 1 << 20),
              readTextFile(at("again/manifest.json"), 1 << 20));
}

TEST_F(Finetune, WritesNothingWhereNothingImproved) {
    const json report = laurelctlJson(command(at("still"), "unchanged"));
    EXPECT_EQ(report["kept"], false);
    EXPECT_EQ(report["output"], nullptr);
    EXPECT_EQ(report["slices"], 12);
    EXPECT_EQ(report["held_out_slices"], 2);
    EXPECT_EQ(report["dice_after"], report["dice_before"]);
    EXPECT_EQ(entries(), before_);
}

TEST_F(Finetune, TakesFewSlicesAndSaysThatTheyWereNotHeldOut) {
    const json report = laurelctlJson(command(at("still"), "few", {"--slices", "4-8"}));
    EXPECT_EQ(report["measured_on"], "training");
    EXPECT_EQ(report["held_out_slices"], 0);
    EXPECT_EQ(report["slices"], 5);
}

TEST_F(Finetune, RefusesTooFewSlicesNamingBothNumbers) {
    expectRefused(command("leg", "x", {"--slices", "4-7"}), 3,
                  "needs at least 5 reviewed slices that show a limb with its labels, got 4");
    expectRefused(command("leg", "x", {"--slices", "4-12"}), 2, "slices are 0 to 11");
}

TEST_F(Finetune, RefusesAnOutputThatExistsBeforeItTrains) {
    expectRefused(command(at("endless"), "case"), 1, "exists already");
    expectRefused(command(at("endless"), "nowhere/x"), 3, "there is no folder");
}

TEST_F(Finetune, RefusesLabelsOfAnotherModelListingBoth) {
    const std::string foreign = writeRenamed("foreign.nii.gz", "", "Other ");
    before_ = entries();
    std::vector<std::string> words = command("leg", "x");
    words[6] = foreign;
    expectRefused(words, 3, "expected \"Soleus_R\"");
    expectRefused(words, 3, "it has \"Other Soleus_R\"");
    words[6] = at("case/image.nii.gz");
    expectRefused(words, 3, "");
}

TEST_F(Finetune, RefusesLabelsOnAnotherGrid) {
    LabelMap labels(Geometry({8, 8, 4}, {1, 1, 5}));
    Segment soleus;
    soleus.name = "Soleus_L";
    labels.addSegment(soleus);
    writeLabels(at("small.nii.gz"), labels);
    before_ = entries();
    std::vector<std::string> words = command("leg", "x");
    words[6] = at("small.nii.gz");
    expectRefused(words, 3, "the labels do not overlap with the image");
}

TEST_F(Finetune, RenamesLabelsAndWarnsOfTheRest) {
    std::vector<std::string> words = command(at("still"), "renamed");
    words[6] = writeRenamed("renamed.nii.gz", "Soleus", "Calf");
    before_ = entries();
    const ProcessResult without = laurelctl(words);
    EXPECT_EQ(without.exitCode, 0) << without.err;
    EXPECT_THAT(without.err, HasSubstr("count as background: Calf_R, Calf_L"));
    EXPECT_THAT(without.err, HasSubstr("Soleus_R, Soleus_L"));
    words.insert(words.end(), {"--rename", "Calf=Soleus"});
    const ProcessResult with = laurelctl(words);
    EXPECT_EQ(with.exitCode, 0) << with.err;
    EXPECT_THAT(with.err, Not(HasSubstr("background")));
    words.back() = "Calf";
    expectRefused(words, 2, "--rename takes NAME=NEW");
}

TEST_F(Finetune, RefusesModelsThatAreNotThere) {
    expectRefused(command("no-such-model", "x"), 3, "there is no model");
    EXPECT_EQ(laurelctl({"finetune", "--model", "leg"}).exitCode, 2);
}

/// Starts an endless fine-tuning and sends it a signal in its second epoch; its exit code.
int signalled(std::vector<std::string> words, const std::string& log, int number) {
    words.insert(words.begin(), laurelctlPath());
    const pid_t process = startProcess(words, "/dev/null", log);
    for (int i = 0; i < 1200; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        if (readTextFile(log, 1 << 20).find("epoch 1 ") != std::string::npos) {
            break;
        }
    }
    EXPECT_THAT(readTextFile(log, 1 << 20), HasSubstr("epoch 1 of 1000"));
    ::kill(process, number);
    return waitForProcess(process);
}

TEST_F(Finetune, LeavesNothingWhenInterruptedOrKilled) {
    const TemporaryFolder logs;
    const std::string log = logs.path() / "log";
    EXPECT_EQ(signalled(command(at("endless"), "interrupted"), log, SIGINT), 1);
    EXPECT_THAT(readTextFile(log, 1 << 20), HasSubstr("cancelled"));
    EXPECT_EQ(entries(), before_);
    EXPECT_EQ(signalled(command(at("endless"), "killed"), log, SIGKILL), 128 + SIGKILL);
    EXPECT_EQ(entries(), before_);
}

TEST_F(Finetune, ClearsAwayWhatAKilledWritingOfThisPackageLeft) {
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    const std::vector<std::string> leftovers{".laurel-aaaaaa/still-x", ".laurel-bbbbbb/other"};
    for (const std::string& leftover : leftovers) {
        fs::create_directories(at(leftover));
        fs::last_write_time(fs::path(at(leftover)).parent_path(), old);
    }
    fs::create_directories(at(".laurel-cccccc/still-x")); // may be another process at work
    laurelctlJson(command(at("still"), "still-x"));
    EXPECT_FALSE(fs::exists(at(".laurel-aaaaaa")));
    EXPECT_TRUE(fs::exists(at(".laurel-bbbbbb/other")));
    EXPECT_TRUE(fs::exists(at(".laurel-cccccc/still-x")));
    fs::remove_all(at(".laurel-bbbbbb"));
    fs::remove_all(at(".laurel-cccccc"));
}

} // namespace
} // namespace laurel
