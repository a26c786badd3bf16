#include "laurel/workflow/case_opening.h"

#include "small_case.h"
#include "support/expect_error.h"

#include "laurel/arrays/nifti.h"
#include "laurel/dicom/series_writer.h"

#include <fstream>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class OpenedCases : public ::testing::Test {
  protected:
    OpenedCases() { write("leg.nii.gz", 1); }

    fs::path at(const std::string& name) const { return folder_.path() / name; }
    void write(const std::string& name, std::int16_t value) const {
        std::vector<std::int16_t> pixels(60, value);
        pixels[7] = 100;
        writeNifti(at(name), Volume(Geometry({5, 4, 3}, {1, 1, 6}), std::move(pixels)));
    }
    CaseOpening open(const fs::path& path, const std::optional<fs::path>& current = {}) {
        return openAsCase({{.path = path}, at("cases"), current}, progress_, {});
    }
    /// Opens an image, adds a segment and paints three voxels of it; the case's folder.
    fs::path drawOn(const fs::path& image) {
        const CaseOpening opening = open(image);
        opening.openCase->addSegment(segmentNamed("Soleus", 1));
        paint(*opening.openCase, 0, 1, {1, 1, 1}, 3);
        return opening.folder->folder();
    }
    static std::int64_t voxels(const CaseOpening& opening) {
        return opening.openCase->counts().voxels(0);
    }

    TemporaryFolder folder_{quickFolder()};
    NoProgress progress_;
};

TEST_F(OpenedCases, AnImageGetsACaseOnDiskAtOnce) {
    const CaseOpening opening = open(at("leg.nii.gz"));
    EXPECT_TRUE(opening.isNew);
    EXPECT_EQ(opening.openCase->name(), "leg");
    EXPECT_EQ(opening.folder->folder(), at("cases") / "leg");
    EXPECT_TRUE(fs::exists(at("cases") / "leg" / "case.json"));
    EXPECT_TRUE(opening.openCase->segmentation().labels.segments().empty());
}

TEST_F(OpenedCases, TheSameImageGoesOnWhereItWasLeft) {
    const fs::path folder = drawOn(at("leg.nii.gz"));
    fs::rename(at("leg.nii.gz"), at("renamed.nii.gz"));
    const CaseOpening again = open(at("renamed.nii.gz"));
    EXPECT_FALSE(again.isNew);
    EXPECT_EQ(again.folder->folder(), folder);
    EXPECT_EQ(voxels(again), 3);
    EXPECT_EQ(again.openCase->history().position(), 2U) << "with what can be undone";
    EXPECT_TRUE(again.openCase->undo());
    EXPECT_EQ(voxels(again), 0);
}

TEST_F(OpenedCases, ACaseFolderOpensItsImage) {
    const fs::path folder = drawOn(at("leg.nii.gz"));
    EXPECT_EQ(voxels(open(folder)), 3);
    EXPECT_EQ(voxels(open(folder / "case.json")), 3);
}

TEST_F(OpenedCases, AnotherImageInThePlaceOfACasesIsRefused) {
    const fs::path folder = drawOn(at("leg.nii.gz"));
    write("leg.nii.gz", 2);
    const std::string text = errorTextOf([&] { open(folder); });
    EXPECT_THAT(text, HasSubstr("conflict"));
    EXPECT_THAT(text, HasSubstr("not the one that leg was drawn on"));
    EXPECT_TRUE(open(at("leg.nii.gz")).isNew);
    EXPECT_EQ(open(at("leg.nii.gz")).folder->folder(), at("cases") / "leg-2");
    fs::remove(at("leg.nii.gz"));
    expectError(ErrorCode::NotFound, "is not at", [&] { open(folder); });
}

TEST_F(OpenedCases, OneThatIsOpenIsNotOpenedTwice) {
    const CaseOpening first = open(at("leg.nii.gz"));
    const fs::path folder = first.folder->folder();
    expectError(ErrorCode::Conflict, "", [&] { open(at("leg.nii.gz")); });
    for (const fs::path& path : {at("leg.nii.gz"), folder}) {
        const CaseOpening again = open(path, folder);
        EXPECT_TRUE(again.isCurrent) << path;
        EXPECT_EQ(again.openCase, nullptr);
    }
}

TEST_F(OpenedCases, SeveralSeriesAreAskedAbout) {
    const auto volume = [](std::int16_t value) {
        return Volume(Geometry({5, 4, 3}, {1, 1, 6}), std::vector<std::int16_t>(60, value));
    };
    fs::create_directory(at("dicom"));
    writeSeries(at("dicom/one"), volume(3), {1, "T1", ""});
    EXPECT_EQ(open(at("dicom")).openCase->name(), "T1");
    writeSeries(at("dicom/two"), volume(4), {2, "T2", ""});
    const CaseOpening opening = open(at("dicom"));
    EXPECT_EQ(opening.openCase, nullptr);
    ASSERT_EQ(opening.choices.size(), 2U);
    const CaseOpening chosen = openAsCase(
        {{.path = at("dicom"), .seriesId = opening.choices[1].seriesId}, at("cases"), {}},
        progress_, {});
    EXPECT_EQ(chosen.openCase->reference().description, "T2");
}

/// Five slices of values that grow by 10 from slice to slice.
Volume ramp() {
    std::vector<std::int16_t> pixels(100);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::int16_t>(10 * (i / 20));
    }
    return Volume(Geometry({5, 4, 5}, {1, 1, 6}), std::move(pixels));
}

TEST_F(OpenedCases, AGapIsFilledOnlyWhenSomebodyAgrees) {
    writeSeries(at("dicom"), ramp(), {1, "T1", ""});
    fs::remove(at("dicom/slice_0003.dcm"));
    const CaseOpening asked = open(at("dicom"));
    EXPECT_EQ(asked.openCase, nullptr);
    ASSERT_EQ(asked.choices.size(), 1U);
    EXPECT_FALSE(asked.choices[0].canOpen());
    EXPECT_TRUE(asked.choices[0].remedy.resample);

    OpeningRequest request{
        {.path = at("dicom"), .consent = asked.choices[0].remedy}, at("cases"), {}};
    fs::path folder;
    {
        const CaseOpening opening = openAsCase(request, progress_, {});
        ASSERT_NE(opening.openCase, nullptr);
        folder = opening.folder->folder();
        const Volume& image = *opening.openCase->image();
        EXPECT_EQ(image.geometry().size(), (GridSize{5, 4, 5}));
        EXPECT_EQ(image.value({2, 2, 2}), 20) << "half way between its neighbours";
        EXPECT_FALSE(opening.notes.empty());
    }
    const CaseOpening again = open(folder);
    ASSERT_NE(again.openCase, nullptr) << "the case remembers what was agreed to";
    EXPECT_TRUE(again.openCase->reference().consent.resample);
}

TEST_F(OpenedCases, TheRestOfADamagedSeriesIsOffered) {
    writeSeries(at("dicom"), ramp(), {1, "T1", ""});
    fs::resize_file(at("dicom/slice_0002.dcm"), fs::file_size(at("dicom/slice_0002.dcm")) - 20);
    const CaseOpening asked = open(at("dicom"));
    ASSERT_EQ(asked.choices.size(), 1U);
    EXPECT_THAT(asked.choices[0].problems, ::testing::ElementsAre(HasSubstr("slice_0002.dcm")));
    EXPECT_TRUE(asked.choices[0].remedy.blankBroken);
    const CaseOpening opening =
        openAsCase({{.path = at("dicom"), .consent = asked.choices[0].remedy}, at("cases"), {}},
                   progress_, {});
    ASSERT_NE(opening.openCase, nullptr);
    EXPECT_EQ(opening.openCase->image()->value({2, 2, 1}), 0) << "the lowest of the others";
    EXPECT_EQ(opening.openCase->image()->value({2, 2, 3}), 30);
}

TEST_F(OpenedCases, AGapAndADamagedSliceAreAgreedToOneAfterTheOther) {
    writeSeries(at("dicom"), ramp(), {1, "T1", ""});
    fs::remove(at("dicom/slice_0003.dcm"));
    fs::resize_file(at("dicom/slice_0002.dcm"), fs::file_size(at("dicom/slice_0002.dcm")) - 20);
    ImageRequest request{.path = at("dicom")};
    request.consent = open(at("dicom")).choices.at(0).remedy;
    EXPECT_TRUE(request.consent.resample);
    const CaseOpening asked = openAsCase({request, at("cases"), {}}, progress_, {});
    ASSERT_EQ(asked.choices.size(), 1U);
    request.consent = asked.choices[0].remedy;
    EXPECT_TRUE(request.consent.resample);
    EXPECT_TRUE(request.consent.blankBroken);
    EXPECT_NE(openAsCase({request, at("cases"), {}}, progress_, {}).openCase, nullptr);
}

/// NIfTI-1: a row of the sform begins at byte 280 and has four floats.
void shear(const fs::path& file) {
    const float slant = 0.4F;
    std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekp(280 + 4);
    bytes.write(reinterpret_cast<const char*>(&slant), sizeof slant);
}

TEST_F(OpenedCases, AShearedGridIsMadeUprightOnlyWhenSomebodyAgrees) {
    writeNifti(at("sheared.nii"), ramp());
    shear(at("sheared.nii"));
    const CaseOpening asked = open(at("sheared.nii"));
    EXPECT_EQ(asked.openCase, nullptr);
    ASSERT_EQ(asked.choices.size(), 1U);
    EXPECT_THAT(asked.choices[0].problems, ::testing::ElementsAre(HasSubstr("sheared")));
    const CaseOpening opening = openAsCase(
        {{.path = at("sheared.nii"), .consent = asked.choices[0].remedy}, at("cases"), {}},
        progress_, {});
    ASSERT_NE(opening.openCase, nullptr);
    EXPECT_TRUE(opening.openCase->image()->geometry().sameGridAs(*asked.choices[0].geometry));
    EXPECT_FALSE(opening.notes.empty());
}

/// Every slice twice.
TEST_F(OpenedCases, FramesOfOneSeriesAreOfferedTogetherAndOneByOne) {
    fs::create_directory(at("dicom"));
    writeSeries(at("dicom/one"), ramp(), {1, "T2 map", ""});
    for (int slice = 1; slice <= 5; ++slice) {
        const std::string name = "slice_000" + std::to_string(slice) + ".dcm";
        fs::copy_file(at("dicom/one/" + name), at("dicom/again_" + name));
    }
    const CaseOpening asked = open(at("dicom"));
    ASSERT_EQ(asked.choices.size(), 3U) << "nobody can choose what is opened without asking";
    EXPECT_EQ(asked.choices[0].frames, 2);
    EXPECT_EQ(asked.choices[1].frames, 1);
    const ImageRequest second{.path = at("dicom"), .seriesId = asked.choices[2].seriesId};
    EXPECT_NE(openAsCase({second, at("cases"), {}}, progress_, {}).openCase, nullptr);
}

} // namespace
} // namespace laurel
