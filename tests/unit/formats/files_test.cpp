#include "laurel/formats/files.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"
#include "../../support/random_grids.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;
using ::testing::Values;

template <typename Sample>
std::vector<Sample> randomSamples(Random& random, std::int64_t count) {
    std::vector<Sample> samples(static_cast<std::size_t>(count));
    for (Sample& sample : samples) {
        sample = static_cast<Sample>(static_cast<std::int32_t>(random.bits()));
    }
    return samples;
}

PixelBuffer randomPixels(Random& random, int type, std::int64_t count) {
    switch (type) {
    case 0:
        return randomSamples<std::uint8_t>(random, count);
    case 1:
        return randomSamples<std::int16_t>(random, count);
    case 2:
        return randomSamples<std::uint16_t>(random, count);
    case 3:
        return randomSamples<std::int32_t>(random, count);
    default:
        return randomSamples<float>(random, count);
    }
}

struct FormatCase {
    std::string extension;
    bool keepsDirection = true;
    bool keepsFrames = true;
    bool keepsType = true;
    bool keepsLayers = true;
};

void PrintTo(const FormatCase& format, std::ostream* out) {
    *out << format.extension;
}

class FormatTest : public ::testing::TestWithParam<FormatCase> {
  protected:
    std::filesystem::path path() const { return folder_.path() / ("file" + GetParam().extension); }
    Geometry geometry(Random& random, const GridSize& size) const {
        return GetParam().keepsDirection ? randomGeometry(random, size)
                                         : Geometry(size, randomSpacing(random), {-12.5, 30, 7});
    }

  private:
    TemporaryFolder folder_;
};

TEST_P(FormatTest, VolumesAreKept) {
    Random random(21);
    for (int trial = 0; trial < 20; ++trial) {
        const GridSize size = randomSize(random, 8);
        const std::int64_t frames = GetParam().keepsFrames && trial % 3 == 0 ? 3 : 1;
        const int type = !GetParam().keepsDirection && trial % 5 == 3 ? 4 : trial % 5; // GIPL
        const Volume volume(geometry(random, size),
                            randomPixels(random, type, size.voxels() * frames), frames);
        writeVolume(path(), volume);
        const Volume read = readVolume(path());
        EXPECT_TRUE(read.geometry().sameGridAs(volume.geometry())) << trial;
        EXPECT_EQ(read.frames(), frames);
        if (GetParam().keepsType) {
            EXPECT_EQ(read.pixels(), volume.pixels());
        }
        if (trial % 5 < 3 || GetParam().keepsType) {
            for (std::int64_t frame = 0; frame < frames; ++frame) {
                EXPECT_EQ(read.toFloat(frame), volume.toFloat(frame)) << trial;
            }
        }
        const FileSummary summary = inspectFile(path());
        EXPECT_TRUE(summary.geometry.sameGridAs(volume.geometry()));
        EXPECT_EQ(summary.frames, frames);
        EXPECT_EQ(summary.format, formatName(path()));
        EXPECT_TRUE(summary.problems.empty());
    }
}

TEST_P(FormatTest, LabelsAreKeptWithTheirNames) {
    Random random(22);
    for (const int layers : {1, 2}) {
        if (layers > 1 && !GetParam().keepsLayers) {
            continue;
        }
        LabelMap labels(geometry(random, {6, 5, 4}), layers);
        labels.set({1, 2, 3}, 7);
        labels.set({5, 0, 0}, 300);
        labels.set({1, 2, 3}, 8, layers - 1);
        labels.addSegment({"Soleus links", 7, 0, "", {1, 200, 3}, ""});
        labels.addSegment({"Gastrocnemius \"medialis\"", 300, 0, "", {255, 255, 255}, ""});
        labels.addSegment({"Fettgewebe, subkutanes ü", 8, layers - 1, "", {0, 0, 9}, ""});
        labels.set({0, 0, 0}, 7);
        writeLabels(path(), labels);
        EXPECT_EQ(readLabels(path()), labels);
    }
}

TEST_P(FormatTest, LabelsWithoutNamesStayWithout) {
    Random random(23);
    LabelMap labels(geometry(random, {3, 2, 1}));
    labels.set({2, 1, 0}, 65535);
    labels.set({0, 0, 0}, 1);
    writeLabels(path(), labels);
    EXPECT_EQ(readLabels(path()), labels);
}

TEST_P(FormatTest, AnExistingFileIsReplaced) {
    writeVolume(path(), Volume(Geometry({9, 9, 9}, {1, 1, 1}), std::vector<std::uint8_t>(729, 1)));
    const Volume small(Geometry({1, 2, 1}, {1, 1, 1}), std::vector<std::uint8_t>{5, 6});
    writeVolume(path(), small);
    EXPECT_EQ(readVolume(path()).toFloat(), small.toFloat());
}

TEST_P(FormatTest, FilesAboveTheLimitAreRefused) {
    writeVolume(path(), Volume(Geometry({9, 9, 9}, {1, 1, 1}), std::vector<std::int16_t>(729, 1)));
    EXPECT_THAT(errorTextOf([&] { readVolume(path(), {1000}); }), HasSubstr("limit_exceeded"));
}

INSTANTIATE_TEST_SUITE_P(Extensions, FormatTest,
                         Values(FormatCase{".nii"}, FormatCase{".nii.gz"}, FormatCase{".hdr"},
                                FormatCase{".npz"}, FormatCase{".nrrd"}, FormatCase{".seg.nrrd"},
                                FormatCase{".nhdr"}, FormatCase{".mha"}, FormatCase{".mhd"},
                                FormatCase{".gipl", false, false, true, false},
                                FormatCase{".gipl.gz", false, false, true, false},
                                FormatCase{".mnc", true, false, false, false}));

class FilesTest : public ::testing::Test {
  protected:
    std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  private:
    TemporaryFolder folder_;
};

TEST_F(FilesTest, UnknownExtensionsAreRefused) {
    EXPECT_FALSE(isKnownFormat("a.png"));
    EXPECT_TRUE(isKnownFormat("A.NII.GZ"));
    EXPECT_EQ(formatName("a.png"), "");
    EXPECT_EQ(formatName("a.seg.nrrd"), "nrrd");
    EXPECT_THAT(errorTextOf([&] { readVolume(path("a.png")); }), HasSubstr("unknown extension"));
    EXPECT_THAT(errorTextOf([&] { writeLabels(path("a"), LabelMap()); }),
                HasSubstr("unsupported: "));
    EXPECT_THAT(errorTextOf([&] { inspectFile(path("a.txt")); }), HasSubstr("unsupported: "));
}

TEST_F(FilesTest, MissingFilesAreNotFound) {
    for (const std::string name :
         {"a.nii", "a.npz", "a.npy", "a.nrrd", "a.mha", "a.gipl", "a.mnc"}) {
        EXPECT_THAT(errorTextOf([&] { readVolume(path(name)); }), HasSubstr("not_found")) << name;
    }
}

TEST_F(FilesTest, GiplRefusesWhatItCannotKeep) {
    const Volume oblique(Geometry({1, 1, 1}, {1, 1, 1}, {}, {-1, 0, 0, 0, -1, 0, 0, 0, 1}),
                         std::vector<std::uint8_t>(1));
    const Volume frames(Geometry({1, 1, 1}, {1, 1, 1}), std::vector<std::uint8_t>(2), 2);
    for (const std::string name : {"a.gipl", "a.gipl.gz"}) {
        EXPECT_THAT(errorTextOf([&] { writeVolume(path(name), oblique); }),
                    HasSubstr("no place for the direction"));
        EXPECT_THAT(errorTextOf([&] { writeVolume(path(name), frames); }), HasSubstr("one frame"));
        EXPECT_FALSE(std::filesystem::exists(path(name)));
    }
    const Volume integers(Geometry({1, 1, 1}, {1, 1, 1}), std::vector<std::int32_t>(1));
    EXPECT_THAT(errorTextOf([&] { writeVolume(path("a.gipl"), integers); }),
                HasSubstr("not written with 32-bit integers"));
    EXPECT_THAT(errorTextOf([&] { writeVolume(path("a.mnc"), frames); }), HasSubstr("one frame"));
}

TEST_F(FilesTest, ARescaleIsAppliedWhereTheFormatHasNoPlaceForOne) {
    const Geometry grid({2, 1, 1}, {1, 1, 1});
    const Volume ct(grid, std::vector<std::uint16_t>{0, 4000}, 1, {1, -1024});
    writeVolume(path("ct.nrrd"), ct);
    EXPECT_EQ(readVolume(path("ct.nrrd")).pixels(),
              PixelBuffer(std::vector<std::int16_t>{-1024, 2976}));
    const Volume large(grid, std::vector<std::uint16_t>{0, 4000}, 1, {1000, 0});
    writeVolume(path("large.mha"), large);
    EXPECT_EQ(readVolume(path("large.mha")).pixels(),
              PixelBuffer(std::vector<std::int32_t>{0, 4000000}));
    const Volume fine(grid, std::vector<std::uint16_t>{0, 3}, 1, {0.25, -1});
    writeVolume(path("fine.mha"), fine);
    EXPECT_EQ(readVolume(path("fine.mha")).pixels(), PixelBuffer(std::vector<float>{-1, -0.25F}));
    const Volume beyond(grid, std::vector<std::int32_t>{0, 2000000000}, 1, {4, 0});
    writeVolume(path("beyond.mha"), beyond);
    EXPECT_EQ(readVolume(path("beyond.mha")).pixels(), PixelBuffer(std::vector<float>{0, 8e9F}));
}

TEST_F(FilesTest, DetachedSamplesLieBesideTheirHeader) {
    writeVolume(path("a.mhd"), Volume());
    writeVolume(path("b.nhdr"), Volume());
    writeVolume(path("c.mha"), Volume());
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path(""))) {
        names.insert(entry.path().filename());
    }
    EXPECT_EQ(names, (std::set<std::string>{"a.mhd", "a.zraw", "b.nhdr", "b.raw.gz", "c.mha"}));
}

TEST_F(FilesTest, TwoDimensionalFilesHaveOneSlice) {
    const std::string header = "ObjectType = Image\nNDims = 2\nBinaryData = True\n"
                               "BinaryDataByteOrderMSB = False\nElementSpacing = 0.5 2\n"
                               "Offset = 3 4\nDimSize = 2 1\nElementType = MET_UCHAR\n"
                               "ElementDataFile = LOCAL\n";
    writeFileAtomically(path("flat.mha"), std::string_view(header + "\x05\x06"));
    const Volume volume = readVolume(path("flat.mha"));
    EXPECT_EQ(volume.geometry().size(), (GridSize{2, 1, 1}));
    EXPECT_EQ(volume.geometry().spacing(), (std::array<double, 3>{0.5, 2, 1}));
    EXPECT_EQ(volume.geometry().origin(), (WorldPoint{3, 4, 0}));
    EXPECT_EQ(volume.value({1, 0, 0}), 6);
}

TEST_F(FilesTest, ArchivesOfMasksHaveAGridToo) {
    LabelMap labels(Geometry({2, 3, 4}, {1, 2, 3}));
    labels.addSegment({"a", 1, 0, "", {}, ""});
    writeLabels(path("masks.npz"), labels);
    EXPECT_TRUE(inspectFile(path("masks.npz")).geometry.sameGridAs(labels.geometry()));
}

/// Made by minc-tools 2.3: rawtominc -2 -short -signed -xstep 2 -ystep 3 -zstep 4 -xstart 10
/// -ystart 20 -zstart 30 -xdircos 0.6 0.8 0 -ydircos -0.8 0.6 0 -zdircos 0 0 1 FILE 2 3 4, voxel i
/// holding i.
TEST_F(FilesTest, MincIsReadAsMincToolsWriteIt) {
    const Volume volume =
        readVolume(std::filesystem::path(LAUREL_SOURCE_DIR) / "tests/unit/formats/minc_tools.mnc");
    const Geometry& geometry = volume.geometry();
    EXPECT_EQ(geometry.size(), (GridSize{4, 3, 2}));
    // MINC's world is RAS, and its start runs along the direction cosines:
    // 10 (0.6, 0.8, 0) + 20 (-0.8, 0.6, 0) + 30 (0, 0, 1) = (-10, 20, 30).
    const auto expectNear = [](const WorldPoint& point, double x, double y, double z) {
        EXPECT_NEAR(point.x, x, 1e-5);
        EXPECT_NEAR(point.y, y, 1e-5);
        EXPECT_NEAR(point.z, z, 1e-5);
    };
    expectNear(geometry.toWorld(VoxelIndex{0, 0, 0}), 10, -20, 30);
    expectNear(geometry.toWorld(VoxelIndex{1, 0, 0}), 10 - 1.2, -20 - 1.6, 30);
    expectNear(geometry.toWorld(VoxelIndex{0, 1, 0}), 10 + 2.4, -20 - 1.8, 30);
    EXPECT_NEAR(volume.value({3, 2, 1}), 23, 1e-4);
    EXPECT_NEAR(volume.value({1, 0, 0}), 1, 1e-4);
}

} // namespace
} // namespace laurel
