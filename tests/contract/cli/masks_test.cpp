// What laurelctl does with masks and headers.

#include "laurelctl.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class Masks : public ::testing::Test {
  protected:
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

    /// Two structures, which share a voxel where they overlap.
    LabelMap writeMasks(const std::string& name, bool overlapping) const {
        LabelMap labels(Geometry({4, 3, 2}, {1, 2, 3}, {10, 20, 30}), overlapping ? 2 : 1);
        labels.addSegment({"soleus_L", 1, 0, "", {1, 2, 3}, ""});
        labels.addSegment({"tibialis_L", 2, overlapping ? 1 : 0, "", {4, 5, 6}, ""});
        labels.set({1, 1, 1}, 1, 0);
        labels.set({overlapping ? 1 : 2, 1, 1}, 2, overlapping ? 1 : 0);
        writeLabels(at(name), labels);
        return labels;
    }

    TemporaryFolder folder_;
};

TEST_F(Masks, ConvertWritesEveryFormatAndReadsItBack) {
    const LabelMap labels = writeMasks("a.seg.nrrd", false);
    for (const auto& [format, output] :
         std::vector<std::pair<std::string, std::string>>{{"nifti", "b.nii.gz"},
                                                          {"bids", "c_dseg.nii.gz"},
                                                          {"roi-folder", "rois"},
                                                          {"seg-nrrd", "d.seg.nrrd"},
                                                          {"npz", "e.npz"},
                                                          {"metaimage", "f.mha"},
                                                          {"gipl", "g.gipl"},
                                                          {"minc", "h.mnc"}}) {
        const json report = laurelctlJson(
            {"convert", at("a.seg.nrrd"), at(output), "--format", format, "--labels"});
        EXPECT_EQ(report["kind"], "labels") << format;
        ASSERT_EQ(laurelctl({"convert", at(output), at("back.seg.nrrd")}).exitCode, 0) << format;
        const LabelMap back = readLabels(at("back.seg.nrrd"));
        EXPECT_TRUE(std::ranges::equal(back.layer(0), labels.layer(0))) << format;
        ASSERT_EQ(back.segments().size(), 2U) << format;
        EXPECT_EQ(back.segments()[0].name, "soleus_L") << format;
        EXPECT_EQ(back.segments()[1].color, (Color{4, 5, 6})) << format;
    }
    EXPECT_TRUE(fs::exists(at("b.labels.txt")));
    EXPECT_TRUE(fs::exists(at("b.legend.csv")));
}

TEST_F(Masks, ConvertRefusesWhatAFormatCannotKeep) {
    writeMasks("a.seg.nrrd", true);
    const ProcessResult flat = laurelctl({"convert", at("a.seg.nrrd"), at("b.nii.gz")});
    EXPECT_EQ(flat.exitCode, 3);
    EXPECT_THAT(flat.err, HasSubstr("soleus_L and tibialis_L overlap"));
    EXPECT_FALSE(fs::exists(at("b.nii.gz")));
    EXPECT_EQ(
        laurelctl({"convert", at("a.seg.nrrd"), at("rois"), "--format", "roi-folder"}).exitCode, 0);
    EXPECT_EQ(readLabels(at("rois")).layers(), 2);
    EXPECT_EQ(laurelctl({"convert", at("a.seg.nrrd"), at("x"), "--format", "nonsense"}).exitCode,
              2);
    const ProcessResult nameless = laurelctl({"convert", at("a.seg.nrrd"), at("x")});
    EXPECT_EQ(nameless.exitCode, 2);
    EXPECT_THAT(nameless.err, HasSubstr("roi-folder"));
}

TEST_F(Masks, TablesCanBeGiven) {
    writeLabels(at("a.nii.gz"), LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), {0, 1, 2}));
    writeFileAtomically(at("muscles.csv"), std::string_view("Value,Label\n2,Soleus_L\n"));
    laurelctlJson({"convert", at("a.nii.gz"), at("b.npz"), "--names", at("muscles.csv")});
    EXPECT_NE(readLabels(at("b.npz")).findByName("Soleus_L"), nullptr);
    const ProcessResult pickle =
        laurelctl({"evaluate", "--reference", at("rois.p"), "--segmentation", at("a.nii.gz")});
    EXPECT_EQ(pickle.exitCode, 3);
    EXPECT_THAT(pickle.err, HasSubstr("can run any program"));
}

TEST_F(Masks, EvaluatePlacesLabelsWhenAsked) {
    LabelMap coarse(Geometry({4, 4, 1}, {2, 2, 5}));
    coarse.set({1, 1, 0}, 1);
    writeLabels(at("coarse.nii.gz"), coarse);
    LabelMap fine(Geometry({8, 8, 1}, {1, 1, 5}, {-0.5, -0.5, 0}));
    for (const VoxelIndex& index : {VoxelIndex{2, 2, 0}, {3, 2, 0}, {2, 3, 0}, {3, 3, 0}}) {
        fine.set(index, 1);
    }
    writeLabels(at("fine.nii.gz"), fine);
    const std::vector<std::string> command{"evaluate", "--reference", at("fine.nii.gz"),
                                           "--segmentation", at("coarse.nii.gz")};
    const ProcessResult refused = laurelctl(command);
    EXPECT_EQ(refused.exitCode, 3);
    EXPECT_THAT(refused.err, HasSubstr("--resample"));
    auto resampling = command;
    resampling.emplace_back("--resample");
    EXPECT_DOUBLE_EQ(laurelctlJson(resampling)["mean_dice"], 1);
    EXPECT_THAT(laurelctl(resampling).err, HasSubstr("resampled from 4×4×1"));
}

TEST_F(Masks, ByIndexIgnoresWhereLabelsLie) {
    LabelMap here(Geometry({4, 4, 1}, {1, 1, 5}));
    here.set({1, 2, 0}, 1);
    LabelMap there(Geometry({4, 4, 1}, {1, 1, 5}, {900, 0, 0}));
    there.set({1, 2, 0}, 1);
    writeLabels(at("here.nii.gz"), here);
    writeLabels(at("there.nii.gz"), there);
    const std::vector<std::string> command{"evaluate", "--reference", at("here.nii.gz"),
                                           "--segmentation", at("there.nii.gz")};
    const ProcessResult refused = laurelctl(command);
    EXPECT_EQ(refused.exitCode, 3);
    EXPECT_THAT(refused.err, HasSubstr("do not overlap"));
    auto byIndex = command;
    byIndex.emplace_back("--align-by-index");
    EXPECT_DOUBLE_EQ(laurelctlJson(byIndex)["mean_dice"], 1);
}

TEST_F(Masks, TagsAreListedWithoutThePatient) {
    const ProcessResult made = laurelctl(
        {"synth", "leg", "--format", "dicom", "--slices", "2", "--spacing", "4", "-o", at("case")});
    ASSERT_EQ(made.exitCode, 0) << made.err;
    const ProcessResult text = laurelctl({"info", at("case/dicom"), "--tags"});
    EXPECT_THAT(text.out, HasSubstr("(0008,0060) CS Modality: MR"));
    EXPECT_THAT(text.out, HasSubstr("(0010,0010) PN PatientName: (hidden)"));
    const ProcessResult shown = laurelctl({"info", at("case/dicom"), "--tags", "--show-patient"});
    EXPECT_THAT(shown.out, Not(HasSubstr("(hidden)")));
    EXPECT_EQ(laurelctl({"info", at("case/dicom"), "--show-patient"}).exitCode, 2);
    const json document = laurelctlJson({"info", at("case/dicom"), "--tags"});
    const json& tags = document["volumes"].at(0)["tags"];
    EXPECT_GT(tags.size(), 20U);
    for (const json& tag : tags) {
        if (tag["tag"].get<std::string>().starts_with("(0010,")) {
            EXPECT_TRUE(tag["value"].is_null());
        }
    }
    EXPECT_FALSE(laurelctlJson({"info", at("case/dicom")})["volumes"].at(0).contains("tags"));
}

} // namespace
} // namespace laurel
