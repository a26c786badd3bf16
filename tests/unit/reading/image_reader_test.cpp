#include "laurel/arrays/nifti.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/dicom/series_writer.h"
#include "laurel/formats/files.h"
#include "laurel/reading/image_reader.h"
#include "support/expect_error.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// What is read in another process is what is read in this one.
namespace laurel {
namespace {

Geometry obliqueGrid() {
    return Geometry({5, 4, 3}, {0.7, 1.3, 6}, {-12.5, 3, 700.25},
                    {0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, -1});
}

template <typename T>
Volume volumeOf(std::int64_t frames, Rescale rescale) {
    Random random(5);
    std::vector<T> pixels(static_cast<std::size_t>(60 * frames));
    for (T& pixel : pixels) {
        pixel = static_cast<T>(random.integer(0, 200));
    }
    return Volume(obliqueGrid(), std::move(pixels), frames, rescale);
}

void expectSame(const Volume& one, const Volume& other) {
    EXPECT_EQ(one.pixels(), other.pixels());
    EXPECT_EQ(one.frames(), other.frames());
    EXPECT_EQ(one.rescale(), other.rescale());
    EXPECT_EQ(one.geometry().size(), other.geometry().size());
    EXPECT_EQ(one.geometry().spacing(), other.geometry().spacing());
    EXPECT_EQ(one.geometry().origin(), other.geometry().origin());
    EXPECT_EQ(one.geometry().direction(), other.geometry().direction());
    EXPECT_EQ(one.modality, other.modality);
    EXPECT_EQ(one.description, other.description);
}

class ImageReader : public ::testing::Test {
  protected:
    std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }
    std::filesystem::path folderWith(const std::string& name, const Volume& volume) const {
        std::filesystem::create_directory(at(name));
        writeNifti(at(name) / "image.nii", volume);
        return at(name);
    }
    void expectReadAlike(const ImageRequest& request) {
        const LoadedImage here = loadImageHere(request, progress_, {});
        const LoadedImage apart = loadImage(request, progress_, {});
        expectSame(apart.volume, here.volume);
        EXPECT_EQ(apart.path, here.path);
        EXPECT_EQ(apart.seriesId, here.seriesId);
        EXPECT_EQ(apart.notes, here.notes);
    }
    TemporaryFolder folder_;
    NoProgress progress_;
};

TEST_F(ImageReader, ReadsEveryTypeAsThisProcessWould) {
    // A folder is the other process's, whatever lies in it.
    expectReadAlike({.path = folderWith("u8", volumeOf<std::uint8_t>(1, {}))});
    expectReadAlike({.path = folderWith("i16", volumeOf<std::int16_t>(3, {2, -1024}))});
    expectReadAlike({.path = folderWith("u16", volumeOf<std::uint16_t>(1, {}))});
    expectReadAlike({.path = folderWith("i32", volumeOf<std::int32_t>(2, {}))});
    expectReadAlike({.path = folderWith("f32", volumeOf<float>(1, {0.5, 0}))});
    writeVolume(at("image.nrrd"), volumeOf<std::int16_t>(1, {}));
    writeVolume(at("image.mha"), volumeOf<std::int16_t>(1, {}));
    writeVolume(at("image.mnc"), volumeOf<std::int16_t>(1, {}));
    for (const char* name : {"image.nrrd", "image.mha", "image.mnc"}) {
        SCOPED_TRACE(name);
        expectReadAlike({.path = at(name)});
    }
    writeSeries(at("dicom"), volumeOf<std::int16_t>(1, {}), {3, "T1 axial", "LEG"});
    expectReadAlike({.path = at("dicom")});
}

TEST_F(ImageReader, FindsWhatThisProcessWouldFind) {
    std::filesystem::create_directory(at("dicom"));
    writeSeries(at("dicom/one"), volumeOf<std::int16_t>(1, {}), {3, "T1 axial", "LEG"});
    writeNifti(at("dicom/image.nii"), volumeOf<std::int16_t>(4, {}));
    std::ofstream(at("dicom/broken.nrrd")) << "NRRD0004\nnothing";
    const std::vector<ImageChoice> here = findImagesHere(at("dicom"), Pictures::MiddleSlice, {});
    const std::vector<ImageChoice> apart = findImages(at("dicom"), {}, Pictures::MiddleSlice);
    ASSERT_EQ(apart.size(), 3U);
    ASSERT_EQ(here.size(), 3U);
    for (std::size_t i = 0; i < apart.size(); ++i) {
        EXPECT_EQ(apart[i].path, here[i].path);
        EXPECT_EQ(apart[i].format, here[i].format);
        EXPECT_EQ(apart[i].seriesId, here[i].seriesId);
        EXPECT_EQ(apart[i].description, here[i].description);
        EXPECT_EQ(apart[i].modality, here[i].modality);
        EXPECT_EQ(apart[i].size, here[i].size);
        EXPECT_EQ(apart[i].frames, here[i].frames);
        EXPECT_EQ(apart[i].geometry.has_value(), here[i].geometry.has_value());
        EXPECT_EQ(apart[i].problems, here[i].problems);
        EXPECT_EQ(apart[i].remedy, here[i].remedy);
        EXPECT_EQ(apart[i].patient, here[i].patient);
        EXPECT_EQ(apart[i].study, here[i].study);
        EXPECT_EQ(apart[i].picture.width, here[i].picture.width);
        EXPECT_EQ(apart[i].picture.pixels, here[i].picture.pixels);
        EXPECT_EQ(apart[i].notes, here[i].notes);
    }
    EXPECT_EQ(apart[0].format, "dicom");
    EXPECT_GT(apart[0].picture.width, 0);
    EXPECT_THAT(apart[0].patient, ::testing::HasSubstr("SYNTHETIC"));
    EXPECT_FALSE(apart[1].problems.empty()) << "the broken one is told among the others";
    EXPECT_EQ(apart[2].frames, 4);
}

TEST_F(ImageReader, ReadsMasksWithTheirNamesAndLayers) {
    LabelMap labels(obliqueGrid(), 2);
    labels.set({1, 2, 1}, 7, 0);
    labels.set({1, 2, 1}, 300, 1);
    labels.addSegment({"Soleus «links»", 7, 0, "SOL", {1, 2, 3}, "45206002"});
    labels.addSegment({"Tumour", 300, 1, "", {250, 0, 9}, ""});
    writeLabels(at("two.seg.nrrd"), labels);
    EXPECT_EQ(loadLabels({.path = at("two.seg.nrrd")}).labels,
              loadLabelsHere({.path = at("two.seg.nrrd")}).labels);
    EXPECT_EQ(loadLabels({.path = at("two.seg.nrrd")}).labels.layers(), 2);
}

TEST_F(ImageReader, GivesArraysThatSayNoPlaceTheGridAskedFor) {
    LabelMap labels(Geometry({5, 4, 3}, {1, 1, 1}));
    labels.set({1, 2, 1}, 7);
    writeLabels(at("labels.npy"), labels);
    EXPECT_TRUE(loadLabels({.path = at("labels.npy"), .grid = obliqueGrid()})
                    .labels.geometry()
                    .sameGridAs(obliqueGrid()));
}

TEST_F(ImageReader, TakesPathsOfAnyBytes) {
    const std::string name = "M\xFCller \xC3\xA4 \"quoted\"\n"; // Latin-1, UTF-8, and worse
    expectReadAlike({.path = folderWith(name, volumeOf<std::int16_t>(1, {}))});
}

TEST_F(ImageReader, PassesOnWhatWentWrong) {
    std::ofstream(at("short.mha")) << "nothing";
    for (const char* name : {"short.mha", "absent.nrrd", "."}) {
        const std::filesystem::path path = at(name);
        const std::string here = errorTextOf([&] { loadImageHere({.path = path}, progress_, {}); });
        EXPECT_EQ(errorTextOf([&] { loadImage({.path = path}, progress_, {}); }), here);
        EXPECT_NE(here, "no error");
    }
}

TEST_F(ImageReader, OpensTheOneImageOfAFolderWithoutDicom) {
    std::filesystem::create_directory(at("only"));
    writeNifti(at("only/image.nii"), volumeOf<std::int16_t>(1, {}));
    expectReadAlike({.path = at("only")});
    EXPECT_EQ(loadImage({.path = at("only")}, progress_, {}).path, at("only/image.nii"));
    writeNifti(at("only/second.nii"), volumeOf<std::int16_t>(1, {}));
    expectError(ErrorCode::InvalidArgument, "second.nii",
                [&] { loadImage({.path = at("only")}, progress_, {}); });
}

/// Cuts the pixels of one file short.
void damage(const std::filesystem::path& file) {
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 30);
}

TEST_F(ImageReader, OpensTheRestWhereSomeSlicesAreBroken) {
    // Right-handed, as DICOM orders slices.
    const Volume volume(Geometry({5, 4, 3}, {1, 1, 6}), volumeOf<std::int16_t>(1, {}).pixels());
    writeSeries(at("dicom"), volume, {3, "T1", ""});
    damage(at("dicom/slice_0002.dcm"));
    ImageRequest request{.path = at("dicom")};
    try {
        loadImage(request, progress_, {});
        ADD_FAILURE() << "a damaged slice was taken";
    } catch (const BrokenSlices& broken) {
        EXPECT_THAT(broken.what(), ::testing::HasSubstr("1 of 3 slices"));
        EXPECT_THAT(broken.what(), ::testing::HasSubstr("slice_0002.dcm"));
        EXPECT_EQ(broken.seriesId(), findImages(at("dicom"), {}).front().seriesId);
    }
    request.consent.blankBroken = true;
    const LoadedImage rest = loadImage(request, progress_, {});
    ASSERT_EQ(rest.notes.size(), 1U);
    EXPECT_THAT(rest.notes.front(), ::testing::HasSubstr("slice_0002.dcm"));
    const auto whole = volume.frame<std::int16_t>(0);
    const auto read = rest.volume.frame<std::int16_t>(0);
    EXPECT_TRUE(std::ranges::equal(read.first(20), whole.first(20)));
    EXPECT_TRUE(std::ranges::equal(read.last(20), whole.last(20)));
    const auto blank = read.subspan(20, 20);
    EXPECT_EQ(std::ranges::min(blank), std::ranges::max(blank)) << "nothing of it is shown";
    EXPECT_EQ(blank.front(),
              std::min(std::ranges::min(whole.first(20)), std::ranges::min(whole.last(20))));

    damage(at("dicom/slice_0001.dcm"));
    damage(at("dicom/slice_0003.dcm"));
    expectError(ErrorCode::InvalidInput, "slice_0001.dcm",
                [&] { loadImage(request, progress_, {}); });
}

TEST_F(ImageReader, ReportsProgress) {
    class Stages final : public ProgressSink {
      public:
        void report(double fraction, std::string_view) override { fractions.push_back(fraction); }
        std::vector<double> fractions;
    } stages;
    writeSeries(at("dicom"), volumeOf<std::int16_t>(1, {}), {3, "T1", ""});
    loadImage({.path = at("dicom")}, stages, {});
    // However few of the files the thread that reports gets to read.
    ASSERT_GE(stages.fractions.size(), 2U);
    EXPECT_TRUE(std::ranges::is_sorted(stages.fractions));
    EXPECT_EQ(stages.fractions.front(), 0);
    EXPECT_EQ(stages.fractions.back(), 1);
}

TEST_F(ImageReader, ShowsTheMiddleSliceFirst) {
    // Dark to the left in the first and last slice, to the right in the middle one.
    std::vector<std::int16_t> values(3 * 40 * 20);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool isMiddle = i / (40 * 20) == 1;
        values[i] = (i % 40 < 20) == isMiddle ? 500 : 10;
    }
    writeSeries(at("dicom"), Volume(Geometry({40, 20, 3}, {1, 1, 5}), values), {3, "T1", ""});
    std::vector<SmallPicture> pictures;
    ImageRequest request{.path = at("dicom")};
    request.picture = [&](const SmallPicture& picture) { pictures.push_back(picture); };
    loadImage(request, progress_, {});
    ASSERT_EQ(pictures.size(), 1U);
    const SmallPicture& picture = pictures.front();
    EXPECT_EQ(picture.width, 2 * picture.height);
    ASSERT_EQ(picture.pixels.size(), static_cast<std::size_t>(picture.width * picture.height));
    EXPECT_EQ(picture.pixels.front(), 255);
    EXPECT_EQ(picture.pixels[static_cast<std::size_t>(picture.width - 1)], 0);
}

TEST_F(ImageReader, FilesOfAFolderAreListedWithTheirMiddleSlices) {
    // Columns run to the left in one file and to the right in the other; both are seen alike.
    std::vector<std::int16_t> values(3 * 40 * 20, 10);
    for (std::size_t i = 40 * 20; i < 2 * 40 * 20; ++i) {
        values[i] = i % 40 < 20 ? 500 : 10;
    }
    writeVolume(at("a.nii.gz"), Volume(Geometry({40, 20, 3}, {1, 1, 5}), values));
    writeVolume(
        at("b.nrrd"),
        Volume(Geometry({40, 20, 3}, {1, 1, 5}, {0, 0, 0}, {-1, 0, 0, 0, 1, 0, 0, 0, 1}), values));
    const std::vector<ImageChoice> choices =
        findImages(at("a.nii.gz").parent_path(), {}, Pictures::MiddleSlice);
    ASSERT_EQ(choices.size(), 2U);
    for (const ImageChoice& choice : choices) {
        const SmallPicture& picture = choice.picture;
        ASSERT_EQ(picture.width, 144) << choice.path;
        ASSERT_EQ(picture.height, 72);
        const bool turned = choice.path.extension() == ".nrrd";
        EXPECT_EQ(picture.pixels.front(), turned ? 0 : 255);
        EXPECT_EQ(picture.pixels[143], turned ? 255 : 0);
    }
}

TEST_F(ImageReader, ReadsSeveralAtOnce) {
    writeVolume(at("image.nrrd"), volumeOf<std::int16_t>(1, {}));
    std::array<std::thread, 4> readers;
    for (std::thread& reader : readers) {
        reader = std::thread([&] { expectReadAlike({.path = at("image.nrrd")}); });
    }
    for (std::thread& reader : readers) {
        reader.join();
    }
}

} // namespace
} // namespace laurel
