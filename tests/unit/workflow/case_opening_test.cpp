#include "laurel/workflow/case_opening.h"

#include "small_case.h"
#include "support/expect_error.h"

#include "laurel/arrays/nifti.h"
#include "laurel/dicom/series_writer.h"

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
    const CaseOpening chosen =
        openAsCase({{.path = at("dicom"), .seriesId = opening.choices[1].seriesId}, at("cases"), {}}, progress_, {});
    EXPECT_EQ(chosen.openCase->reference().description, "T2");
}

} // namespace
} // namespace laurel
