// laurelctl as scripts use it: exit codes, JSON fields, files.

#include "laurelctl.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"
#include "support/random_grids.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class Commands : public ::testing::Test {
  protected:
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

    /// Two cubes: 1 is `reference`'s Soleus, shifted by one voxel in `segmentation`.
    void writeLabelPair() const {
        const Geometry grid({8, 8, 4}, {1, 1, 5});
        for (const auto& [name, shift] :
             {std::pair{"reference.nii.gz", 0}, std::pair{"segmentation.nii.gz", 1}}) {
            LabelMap labels(grid);
            Segment segment;
            segment.name = "Soleus";
            segment.color = {1, 2, 3};
            labels.addSegment(segment);
            for (std::int64_t y = 2; y < 6; ++y) {
                for (std::int64_t x = 2; x < 6; ++x) {
                    labels.set({x + shift, y, 1}, 1);
                }
            }
            writeLabels(at(name), labels);
        }
    }

    TemporaryFolder folder_;
};

TEST_F(Commands, WrongUsageIs2) {
    EXPECT_EQ(laurelctl({}).exitCode, 2);
    EXPECT_EQ(laurelctl({"dance"}).exitCode, 2);
    EXPECT_EQ(laurelctl({"info"}).exitCode, 2);
    EXPECT_EQ(laurelctl({"info", "a", "b"}).exitCode, 2);
    EXPECT_EQ(laurelctl({"info", "--loud", "a"}).exitCode, 2);
    EXPECT_EQ(laurelctl({"synth", "arm", "-o", at("x")}).exitCode, 2);
    EXPECT_EQ(laurelctl({"synth", "leg", "--seed", "-3", "-o", at("x")}).exitCode, 2);
    EXPECT_EQ(laurelctl({"synth", "leg", "--contrast", "ct", "-o", at("x")}).exitCode, 2);
    EXPECT_EQ(laurelctl({"render", "a.nii", "--slices", "7-3", "-o", "b.png"}).exitCode, 2);
    EXPECT_EQ(laurelctl({"convert", "a.nii", at("b.xyz")}).exitCode, 2);
    EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(Commands, HelpAndVersionAreNoErrors) {
    const ProcessResult help = laurelctl({"--help"});
    EXPECT_EQ(help.exitCode, 0);
    for (const char* command : {"info", "convert", "segment", "evaluate", "stats", "synth", "train",
                                "render", "version"}) {
        EXPECT_THAT(help.out, HasSubstr(command));
    }
    EXPECT_EQ(laurelctl({"segment", "--help"}).exitCode, 0);
    EXPECT_THAT(laurelctl({"--version"}).out, HasSubstr("laurel "));
    EXPECT_TRUE(laurelctlJson({"version"})["version"].is_string());
}

TEST_F(Commands, BadInputIs3AndNamesTheFile) {
    std::ofstream(at("broken.nii")) << "this is not an image";
    std::ofstream(at("readme.txt")) << "nor is this";
    for (const std::string name : {"absent.nii.gz", "broken.nii", "readme.txt"}) {
        for (const auto& arguments :
             {std::vector<std::string>{"info", at(name)},
              {"convert", at(name), at("out.nii.gz")},
              {"render", at(name), "-o", at("out.png")},
              {"evaluate", "--reference", at(name), "--segmentation", at(name)},
              {"stats", "--image", at(name), "--labels", at(name)}}) {
            const ProcessResult result = laurelctl(arguments);
            EXPECT_EQ(result.exitCode, 3) << arguments[0] << " " << name << ": " << result.err;
            EXPECT_THAT(result.err, HasSubstr(name));
            EXPECT_EQ(result.out, "");
        }
    }
    EXPECT_FALSE(fs::exists(at("out.nii.gz")));
    EXPECT_FALSE(fs::exists(at("out.png")));
}

TEST_F(Commands, AnUnknownModelIs3) {
    writeLabelPair();
    const ProcessResult result = laurelctl(
        {"segment", "--model", "no-such-model", at("reference.nii.gz"), "-o", at("out.nii.gz")});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_THAT(result.err, HasSubstr("no-such-model"));
}

TEST_F(Commands, InfoTellsTheGeometry) {
    const Matrix3 turned{0, -1, 0, 1, 0, 0, 0, 0, 1};
    const Volume volume(Geometry({4, 3, 2}, {1.5, 2, 6}, {10, -20, 30}, turned),
                        std::vector<std::int16_t>(24), 1);
    for (const char* name : {"a.nii.gz", "a.nrrd", "a.mha", "a.npz"}) {
        writeVolume(at(name), volume);
        const json document = laurelctlJson({"info", at(name)});
        ASSERT_EQ(document["volumes"].size(), 1U) << name;
        const json& entry = document["volumes"][0];
        EXPECT_EQ(entry["size"], (json{4, 3, 2})) << name;
        EXPECT_EQ(entry["frames"], 1) << name;
        EXPECT_EQ(entry["problems"], json::array()) << name;
        const std::vector<double> spacing = entry["spacing_mm"];
        const std::vector<double> origin = entry["origin_mm"];
        const std::vector<double> direction = entry["direction"];
        EXPECT_THAT(spacing, ::testing::Pointwise(::testing::DoubleNear(1e-5), {1.5, 2.0, 6.0}));
        EXPECT_THAT(origin, ::testing::Pointwise(::testing::DoubleNear(1e-4), {10, -20, 30}));
        EXPECT_THAT(direction, ::testing::Pointwise(::testing::DoubleNear(1e-5), turned)) << name;
    }
    EXPECT_EQ(laurelctlJson({"info", at("")})["volumes"].size(), 4U);
}

TEST_F(Commands, ConvertKeepsVoxelsThroughEveryFormat) {
    Random random(5);
    std::vector<std::int16_t> samples(4 * 5 * 3);
    for (auto& sample : samples) {
        sample = static_cast<std::int16_t>(random.integer(-1000, 3000));
    }
    const Geometry grid({4, 5, 3}, {1.25, 1.25, 8}, {-30, -20, 100});
    const Volume original(grid, samples);
    writeVolume(at("start.nii.gz"), original);
    std::string last = "start.nii.gz";
    for (const std::string next :
         {"a.nrrd", "b.mha", "series", "c.npz", "d.nii", "e.gipl.gz", "f.mhd"}) {
        const ProcessResult result = laurelctl({"convert", at(last), at(next)});
        ASSERT_EQ(result.exitCode, 0) << next << ": " << result.err;
        last = next;
    }
    const Volume end = readVolume(at(last));
    EXPECT_EQ(end.toFloat(), original.toFloat());
    EXPECT_TRUE(end.geometry().sameGridAs(grid));
}

TEST_F(Commands, ConvertKeepsNamesAndColoursOfLabels) {
    writeLabelPair();
    std::string last = "reference.nii.gz";
    for (const std::string next : {"a.seg.nrrd", "b.npz", "c.nii.gz", "d.mha"}) {
        const json report = laurelctlJson({"convert", at(last), at(next)});
        EXPECT_EQ(report["kind"], "labels") << next;
        last = next;
    }
    const LabelMap end = readLabels(at(last));
    const LabelMap original = readLabels(at("reference.nii.gz"));
    EXPECT_TRUE(std::ranges::equal(end.layer(0), original.layer(0)));
    ASSERT_EQ(end.segments().size(), 1U);
    EXPECT_EQ(end.segments()[0].name, "Soleus");
    EXPECT_EQ(end.segments()[0].color, (Color{1, 2, 3}));
}

TEST_F(Commands, EvaluateMeasuresAShiftedSquare) {
    writeLabelPair();
    const json document = laurelctlJson({"evaluate", "--reference", at("reference.nii.gz"),
                                         "--segmentation", at("segmentation.nii.gz")});
    const json& label = document["labels"].at(0);
    EXPECT_EQ(label["name"], "Soleus");
    EXPECT_EQ(label["value"], 1);
    // 16 voxels each, 12 in common: Dice 24/32, IoU 12/20; edges at most one voxel of 1 mm apart.
    EXPECT_DOUBLE_EQ(label["dice"], 0.75);
    EXPECT_DOUBLE_EQ(label["iou"], 0.6);
    EXPECT_DOUBLE_EQ(label["precision"], 0.75);
    EXPECT_DOUBLE_EQ(label["recall"], 0.75);
    EXPECT_DOUBLE_EQ(label["hd95_mm"], 1);
    EXPECT_DOUBLE_EQ(label["volume_ml"], 0.08);
    EXPECT_DOUBLE_EQ(label["volume_error"], 0);
    EXPECT_DOUBLE_EQ(document["mean_dice"], 0.75);
    EXPECT_DOUBLE_EQ(document["weighted_dice"], 0.75);
}

TEST_F(Commands, EvaluateOfNothingIsNullNotOne) {
    const LabelMap empty(Geometry({4, 4, 2}, {1, 1, 1}));
    writeLabels(at("empty.nii.gz"), empty);
    const json document = laurelctlJson(
        {"evaluate", "--reference", at("empty.nii.gz"), "--segmentation", at("empty.nii.gz")});
    EXPECT_TRUE(document["mean_dice"].is_null());
    EXPECT_TRUE(document["weighted_dice"].is_null());
}

TEST_F(Commands, EvaluateRefusesOtherGridsAndDescribesBoth) {
    writeLabelPair();
    writeLabels(at("other.nii.gz"), LabelMap(Geometry({8, 8, 5}, {1, 1, 4})));
    const ProcessResult result = laurelctl(
        {"evaluate", "--reference", at("reference.nii.gz"), "--segmentation", at("other.nii.gz")});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_THAT(result.err, HasSubstr("8×8×4 voxels of 1×1×5 mm"));
    EXPECT_THAT(result.err, HasSubstr("8×8×5 voxels of 1×1×4 mm"));
}

TEST_F(Commands, EvaluateRenamesTheReference) {
    writeLabelPair();
    const json document =
        laurelctlJson({"evaluate", "--reference", at("reference.nii.gz"), "--segmentation",
                       at("segmentation.nii.gz"), "--rename", "Soleus=Calf"});
    EXPECT_EQ(document["labels"][0]["name"], "Calf");
    EXPECT_EQ(document["labels"][0]["dice"], 0); // the two names no longer belong together
    EXPECT_EQ(laurelctl({"evaluate", "--reference", at("reference.nii.gz"), "--segmentation",
                         at("segmentation.nii.gz"), "--rename", "Soleus"})
                  .exitCode,
              2);
}

TEST_F(Commands, EvaluatePutsSeveralPairsInOneTable) {
    writeLabelPair(); // Dice 0.75
    const std::vector<std::string> command{"evaluate",
                                           "--reference",
                                           at("reference.nii.gz"),
                                           "--reference",
                                           at("reference.nii.gz"),
                                           "--segmentation",
                                           at("segmentation.nii.gz"),
                                           "--segmentation",
                                           at("reference.nii.gz"),
                                           "-o",
                                           at("all.csv")};
    const json model = laurelctlJson(command).at("models").at(0);
    EXPECT_TRUE(model["model"].is_null());
    EXPECT_TRUE(model["difference"].is_null());
    EXPECT_EQ(model["n"], 2);
    EXPECT_DOUBLE_EQ(model["mean_dice"], 0.875);
    // sd of 0.75 and 1: 0.25 / √2; 12.7062 for one degree of freedom.
    EXPECT_NEAR(model["ci95"][0], 0.875 - 12.7062 * 0.125, 1e-4);
    EXPECT_NEAR(model["ci95"][1], 0.875 + 12.7062 * 0.125, 1e-4);
    EXPECT_EQ(model["labels"][0]["name"], "Soleus");
    EXPECT_DOUBLE_EQ(model["labels"][0]["mean_dice"], 0.875);
    EXPECT_EQ(model["cases"][0]["case"], at("segmentation.nii.gz"));
    EXPECT_DOUBLE_EQ(model["cases"][0]["labels"][0]["hd95_mm"], 1);
    std::ifstream csv(at("all.csv"));
    const std::string text(std::istreambuf_iterator<char>(csv), {});
    EXPECT_THAT(text, HasSubstr(at("segmentation.nii.gz") + ",segmentation,Soleus,1,0.750000,"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 3);
}

TEST_F(Commands, EvaluateRefusesHalfAComparison) {
    writeLabelPair();
    const std::string reference = at("reference.nii.gz");
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {},
             {"--reference", reference},
             {"--reference", reference, "--segmentation", reference, "--segmentation", reference},
             {"--model", "leg"},
             {"--case", reference, reference},
             {"--reference", reference, "--segmentation", reference, "--model", "leg", "--case",
              reference, reference}}) {
        std::vector<std::string> command{"evaluate"};
        command.insert(command.end(), words.begin(), words.end());
        const ProcessResult result = laurelctl(command);
        EXPECT_EQ(result.exitCode, 2);
        EXPECT_THAT(result.err, HasSubstr("as many --reference as --segmentation"));
    }
}

TEST_F(Commands, StatsCountAndDescribe) {
    writeLabelPair();
    std::vector<float> values(8 * 8 * 4);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(i % 8); // the column
    }
    writeVolume(at("image.nii.gz"), Volume(Geometry({8, 8, 4}, {1, 1, 5}), values));
    const json document =
        laurelctlJson({"stats", "--image", at("image.nii.gz"), "--labels", at("reference.nii.gz"),
                       "--slicewise", "-o", at("out.csv")});
    const json& label = document["labels"].at(0);
    EXPECT_EQ(label["name"], "Soleus");
    EXPECT_EQ(label["slices"], 1);
    EXPECT_EQ(label["voxels"], 16);
    EXPECT_DOUBLE_EQ(label["volume_ml"], 0.08);
    EXPECT_DOUBLE_EQ(label["mean"], 3.5); // columns 2 to 5
    EXPECT_NEAR(label["sd"], std::sqrt(1.25), 1e-9);
    EXPECT_DOUBLE_EQ(label["percentiles"]["50"], 3.5);
    EXPECT_EQ(label["per_slice"][0]["slice"], 1);
    const std::string csv = readTextFile(at("out.csv"), 1 << 20);
    EXPECT_THAT(csv, HasSubstr("name,value,slice,voxels,volume_ml,mean,sd,p5,p25,p50,p75,p95\r\n"));
    EXPECT_THAT(csv, HasSubstr("Soleus,1,all,16,0.080000,3.500000,"));
    EXPECT_THAT(csv, HasSubstr("Soleus,1,1,16,"));
}

TEST_F(Commands, StatsTellFatApartWhereAsked) {
    LabelMap labels(Geometry({30, 30, 1}, {1, 1, 5}));
    std::vector<float> values(30 * 30, 300); // fat around
    for (std::int64_t y = 5; y < 25; ++y) {
        for (std::int64_t x = 5; x < 25; ++x) {
            labels.set({x, y, 0}, 1);
            values[y * 30 + x] = x < 8 ? 300.0F : 100.0F; // 3 columns of 20
        }
    }
    labels.addSegment({"Multifidus_L", 1, 0, {}, {}, {}});
    writeLabels(at("muscle.nii.gz"), labels);
    writeVolume(at("image.nii.gz"), Volume(labels.geometry(), values));
    const std::vector<std::string> arguments{"stats", "--image", at("image.nii.gz"), "--labels",
                                             at("muscle.nii.gz")};
    EXPECT_FALSE(laurelctlJson(arguments)["labels"][0].contains("fat_fraction"));
    std::vector<std::string> more = arguments;
    more.insert(more.end(), {"--fat", "bright", "--fat-map", at("fat.nii.gz"), "-o", at("f.csv")});
    EXPECT_DOUBLE_EQ(laurelctlJson(more)["labels"][0]["fat_fraction"], 0.15);
    const LabelMap apart = readLabels(at("fat.nii.gz"));
    ASSERT_NE(apart.findByName("Multifidus fat_L"), nullptr);
    EXPECT_EQ(apart.at({6, 10, 0}), apart.findByName("Multifidus fat_L")->value);
    EXPECT_EQ(apart.at({20, 10, 0}), apart.findByName("Multifidus_L")->value);
    EXPECT_THAT(readTextFile(at("f.csv"), 1 << 20), HasSubstr("fat_fraction"));
    EXPECT_EQ(laurelctl({"stats", "--image", at("image.nii.gz"), "--labels", at("muscle.nii.gz"),
                         "--fat-map", at("fat.nii.gz")})
                  .exitCode,
              2);
}

TEST_F(Commands, SynthIsTheSameForTheSameSeed) {
    const auto make = [&](const std::string& name, const std::string& seed) {
        return laurelctlJson({"synth", "leg", "--seed", seed, "--contrast", "t1", "--slices", "2",
                              "--spacing", "2.5", "-o", at(name)});
    };
    const json report = make("a", "1");
    EXPECT_EQ(report["size"], (json{160, 96, 2}));
    EXPECT_EQ(report["labels"].size(), 12U);
    make("b", "1");
    make("c", "2");
    const auto bytes = [&](const std::string& name) { return readFile(at(name), 1 << 26); };
    EXPECT_EQ(bytes("a/image.nii.gz"), bytes("b/image.nii.gz"));
    EXPECT_EQ(bytes("a/labels.nii.gz"), bytes("b/labels.nii.gz"));
    EXPECT_NE(bytes("a/image.nii.gz"), bytes("c/image.nii.gz"));
    EXPECT_NE(readLabels(at("a/labels.nii.gz")).findByName("Soleus_L"), nullptr);
}

TEST_F(Commands, SynthesisedDicomIsASeriesAndValid) {
    laurelctlJson({"synth", "leg", "--seed", "4", "--contrast", "pd", "--format", "dicom",
                   "--slices", "3", "--spacing", "2.5", "-o", at("case")});
    const json entry = laurelctlJson({"info", at("case/dicom")})["volumes"].at(0);
    EXPECT_EQ(entry["format"], "dicom");
    EXPECT_EQ(entry["modality"], "MR");
    EXPECT_EQ(entry["size"], (json{160, 96, 3}));
    EXPECT_EQ(entry["problems"], json::array());
    const Volume image = [&] {
        EXPECT_EQ(laurelctl({"convert", at("case/dicom"), at("back.nii.gz")}).exitCode, 0);
        return readVolume(at("back.nii.gz"));
    }();
    EXPECT_TRUE(image.geometry().sameGridAs(readLabels(at("case/labels.nii.gz")).geometry()));
    if (!isInstalled("dciodvfy")) {
        GTEST_SKIP() << "dciodvfy (package dicom3tools) is not installed";
    }
    for (const auto& file : fs::directory_iterator(at("case/dicom"))) {
        const ProcessResult verdict = runProcess({"dciodvfy", "-new", file.path()});
        EXPECT_THAT(verdict.err + verdict.out, Not(HasSubstr("Error")));
    }
}

TEST_F(Commands, RenderWritesAPicture) {
    writeLabelPair();
    writeVolume(at("image.nii.gz"),
                Volume(Geometry({8, 8, 4}, {1, 1, 5}), std::vector<std::int16_t>(256, 100)));
    const json report =
        laurelctlJson({"render", at("image.nii.gz"), "--labels", at("segmentation.nii.gz"),
                       "--reference", at("reference.nii.gz"), "-o", at("out.png")});
    EXPECT_EQ(report["slices"], json{1}); // the only one with labels
    const std::string png = readTextFile(at("out.png"), 1 << 26);
    EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1A\n");
    const auto big = [&](std::size_t from) { // PNG 11.2.2: width and height, big-endian
        std::int64_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            value = value << 8 | static_cast<unsigned char>(png[from + i]);
        }
        return value;
    };
    EXPECT_EQ(report["width"], big(16));
    EXPECT_EQ(report["height"], big(20));
    EXPECT_EQ(
        laurelctl({"render", at("image.nii.gz"), "--slices", "2-4", "-o", at("x.png")}).exitCode,
        2);
}

} // namespace
} // namespace laurel
