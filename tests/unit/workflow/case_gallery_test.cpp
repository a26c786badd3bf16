#include "case_folder_fixture.h"

#include "laurel/workflow/case_gallery.h"

#include <array>

namespace laurel {
namespace {

using Rgb = std::array<int, 3>;

/// Three slices of 48 × 24 voxels, twice as long in the picture as high; half of it bright. The
/// grid is as scanners give it (LPS), so that it is seen as it is stored.
class CaseGallery : public CaseStore {
  protected:
    static constexpr std::int64_t columns = 48;
    static constexpr std::int64_t rows = 24;

    void make() {
        const Geometry grid({columns, rows, 3}, {1, 1, 5});
        std::vector<std::int16_t> pixels(static_cast<std::size_t>(grid.size().voxels()));
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            pixels[i] = i % columns < columns / 2 ? 0 : 400;
        }
        LabelMap labels(grid);
        labels.addSegment({"Soleus", 1, 0, "", {200, 100, 0}, ""});
        labels.addSegment({"Peroneus", 2, 0, "", {0, 0, 200}, ""});
        ImageReference reference;
        reference.sha256 = std::string(64, 'a');
        reference.seriesId = seriesId;
        reference.modality = "MR";
        reference.path = imagePath;
        open = std::make_unique<Case>(std::make_shared<const Volume>(grid, std::move(pixels)),
                                      reference, Segmentation(labels));
        open->setName("LEG-0147");
    }
    void fill(std::uint16_t value, VoxelIndex from, std::int64_t width, std::int64_t height) {
        auto edit = open->edit(0);
        for (std::int64_t row = 0; row < height; ++row) {
            edit->paint({from.x, from.y + row, from.z}, width, value);
        }
        open->done(edit->commit({StepKind::Brush, "Brush", ""}));
    }
    void save() {
        const auto saving = folder->beginSave();
        NoProgress progress;
        saving->run(progress, {});
        folder->finishSave(*saving);
    }
    /// Of the picture, at a voxel's middle.
    static Rgb at(const CasePicture& picture, std::int64_t x, std::int64_t y) {
        const auto column = (2 * x + 1) * picture.width / (2 * columns);
        const auto row = (2 * y + 1) * picture.height / (2 * rows);
        const auto first = static_cast<std::size_t>(3 * (row * picture.width + column));
        return {picture.pixels[first], picture.pixels[first + 1], picture.pixels[first + 2]};
    }

    std::filesystem::path imagePath = "/images/leg.nii.gz";
    std::string seriesId;
    std::unique_ptr<Case> open;
    std::unique_ptr<CaseFolder> folder;
};

TEST_F(CaseGallery, ASaveLeavesAPictureOfTheMiddleSliceWithItsMasks) {
    make();
    fill(1, {2, 2, 1}, 8, 8);
    fill(2, {30, 2, 1}, 8, 8);
    fill(2, {2, 16, 0}, 8, 6); // in another slice
    open->setLook(1, {.visible = false});
    folder = CaseFolder::create(cases_, *open);
    const CasePicture picture = readCasePicture(folder->folder());
    ASSERT_EQ(picture.width, 144);
    ASSERT_EQ(picture.height, 72);
    EXPECT_EQ(at(picture, 20, 20), (Rgb{0, 0, 0}));
    EXPECT_EQ(at(picture, 44, 20), (Rgb{255, 255, 255}));
    EXPECT_EQ(at(picture, 5, 5), (Rgb{100, 50, 0})) << "half of the segment's colour over black";
    EXPECT_EQ(at(picture, 33, 5), (Rgb{255, 255, 255})) << "hidden";
    EXPECT_EQ(at(picture, 5, 18), (Rgb{0, 0, 0})) << "of another slice";

    fill(1, {30, 16, 1}, 8, 6);
    save();
    const CasePicture later = readCasePicture(folder->folder());
    EXPECT_EQ(at(later, 33, 18), (Rgb{228, 178, 128})) << "half of it over white";
}

TEST_F(CaseGallery, WhereTheMiddleIsEmptyTheNearestSliceWithMasksIsShown) {
    make();
    fill(1, {2, 2, 2}, 8, 8);
    folder = CaseFolder::create(cases_, *open);
    EXPECT_EQ(at(readCasePicture(folder->folder()), 5, 5), (Rgb{100, 50, 0}));
}

TEST_F(CaseGallery, SlicesAreSeenFromTheFeetWithTheFrontAtTheTop) {
    // Columns run to the patient's right, rows to the front: seen, both are turned round.
    const Geometry grid({columns, rows, 1}, {1, 1, 5}, {0, 0, 0}, {-1, 0, 0, 0, -1, 0, 0, 0, 1});
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(grid.size().voxels()));
    for (std::size_t row = 0; row < 6; ++row) {
        std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(row * columns), 12, 400);
    }
    const CasePicture picture =
        pictureOfCase(Volume(grid, std::move(pixels)), 0, LabelMap(grid), {});
    EXPECT_EQ(at(picture, columns - 3, rows - 3), (Rgb{255, 255, 255}));
    EXPECT_EQ(at(picture, 3, 3), (Rgb{0, 0, 0}));
}

TEST_F(CaseGallery, APictureThatIsNoneIsLeftOut) {
    make();
    folder = CaseFolder::create(cases_, *open);
    const auto file = folder->folder() / "picture.ppm";
    EXPECT_EQ(readTextFile(file, 1 << 20).substr(0, 14), "P6\n144 72\n255\n");
    for (const std::string& text :
         {std::string("P6\n2 2\n255\n"), std::string("P6\n-2 -2\n255\n") + std::string(12, 'x'),
          std::string("P6\n90000 90000\n255\nxxx"), std::string("P6\n2"), std::string()}) {
        writeFileAtomically(file, text);
        EXPECT_EQ(readCasePicture(folder->folder()).width, 0) << text;
    }
    writeFileAtomically(file, "P6\n1 1\n255\nabc");
    EXPECT_EQ(readCasePicture(folder->folder()), (CasePicture{1, 1, {'a', 'b', 'c'}}));
    std::filesystem::rename(file, temporary_.path() / "elsewhere.ppm");
    std::filesystem::create_symlink(temporary_.path() / "elsewhere.ppm", file);
    EXPECT_EQ(readCasePicture(folder->folder()).width, 0) << "a link leads out of the folder";
}

TEST_F(CaseGallery, CardsSayHowFarACaseHasCome) {
    make();
    folder = CaseFolder::create(cases_, *open);
    const auto state = [&] {
        const std::vector<CaseCard> cards = listCaseCards(cases_);
        EXPECT_EQ(cards.size(), 1U);
        return cards.empty() ? SliceState::Auto : cards.front().state;
    };
    EXPECT_EQ(state(), SliceState::Empty);
    fill(1, {2, 2, 1}, 8, 8);
    save();
    EXPECT_EQ(state(), SliceState::InWork);
    open->markSlices({1}, SliceState::Reviewed);
    save();
    EXPECT_EQ(state(), SliceState::Reviewed);
    open->markSlices({2}, SliceState::Flagged);
    save();
    EXPECT_EQ(state(), SliceState::Flagged);
    const CaseCard card = listCaseCards(cases_).front();
    EXPECT_EQ(card.summary.name, "LEG-0147");
    EXPECT_EQ(card.summary.reviewed, 1);
    EXPECT_EQ(card.size, (GridSize{columns, rows, 3}));
    EXPECT_DOUBLE_EQ(card.spacing[2], 5);
    EXPECT_EQ(card.segments, (std::vector<std::string>{"Soleus", "Peroneus"}));
    EXPECT_EQ(card.modality, "MR");
}

TEST_F(CaseGallery, ImagesLieTogetherInTheFolderOfTheirFileOrSeries) {
    const std::vector<std::array<std::string, 3>> places{
        {"/images/LEG-1/leg.nii.gz", "", "/images/LEG-1"},
        {"/images/LEG-1", "1.2.840.1", "/images/LEG-1"},
        {"/images/1.2.840.77", "1.2.840.1", "/images/1.2.840.77"},
        {"/images/LEG-1/slice_1.dcm", "1.2.840.1", "/images/LEG-1"},
        {"/images/LEG-1/0001.IMA", "1.2.840.1", "/images/LEG-1"}};
    int number = 0;
    for (const auto& [path, series, expected] : places) {
        imagePath = path;
        seriesId = series;
        folder.reset(); // before its case
        make();
        folder = CaseFolder::create(cases_ / std::to_string(number++), *open);
        EXPECT_EQ(listCaseCards(folder->folder().parent_path()).at(0).imageFolder, expected)
            << path;
    }
}

TEST_F(CaseGallery, ACaseKeptElsewhereIsListedWhileItIsThere) {
    make();
    const std::filesystem::path stick = temporary_.path() / "stick";
    std::filesystem::create_directories(stick);
    folder = CaseFolder::create(stick, *open);
    const std::filesystem::path kept = folder->folder();
    ASSERT_TRUE(listCases(cases_).empty());
    listAsWell(cases_, kept);
    listAsWell(cases_, kept);
    ASSERT_EQ(listCases(cases_).size(), 1U) << "once";
    EXPECT_EQ(listCases(cases_).front().folder, kept);

    // One of the same name that lies in the list's own folder stays beside it.
    const auto own = CaseFolder::create(cases_, *open);
    listAsWell(cases_, own->folder());
    EXPECT_EQ(listCases(cases_).size(), 2U);

    std::filesystem::rename(stick, temporary_.path() / "drawer");
    ASSERT_EQ(listCases(cases_).size(), 1U);
    EXPECT_EQ(listCases(cases_).front().folder, own->folder());
}

} // namespace
} // namespace laurel
