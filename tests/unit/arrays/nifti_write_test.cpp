#include "laurel/arrays/nifti.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"
#include "../../support/random_grids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;
using ::testing::Values;

template <typename Sample>
PixelBuffer randomSamples(Random& random, std::int64_t count) {
    std::vector<Sample> samples(static_cast<std::size_t>(count));
    for (Sample& sample : samples) {
        sample = static_cast<Sample>(static_cast<std::int32_t>(random.bits()));
    }
    return samples;
}

PixelBuffer randomPixels(Random& random, PixelType type, std::int64_t count) {
    switch (type) {
    case PixelType::U8:
        return randomSamples<std::uint8_t>(random, count);
    case PixelType::I16:
        return randomSamples<std::int16_t>(random, count);
    case PixelType::U16:
        return randomSamples<std::uint16_t>(random, count);
    case PixelType::I32:
        return randomSamples<std::int32_t>(random, count);
    case PixelType::F32:
        break;
    }
    return randomSamples<float>(random, count);
}

class NiftiRoundTripTest : public ::testing::TestWithParam<std::string> {
  protected:
    std::filesystem::path path() const { return folder_.path() / ("image" + GetParam()); }
    TemporaryFolder folder_;
};

TEST_P(NiftiRoundTripTest, SavingAndLoadingIsIdentity) {
    Random random(7);
    for (int trial = 0; trial < 40; ++trial) {
        const GridSize size = randomSize(random, 9);
        const std::int64_t frames = random.chance(0.3) ? random.integer(2, 4) : 1;
        const auto type = static_cast<PixelType>(trial % 5);
        const Rescale rescale =
            type != PixelType::F32 && random.chance(0.5) ? Rescale{0.25, -1024} : Rescale{};
        const Volume volume(randomGeometry(random, size),
                            randomPixels(random, type, size.voxels() * frames), frames, rescale);
        writeNifti(path(), volume);
        const Volume read = readNifti(path());
        EXPECT_TRUE(read.geometry().sameGridAs(volume.geometry())) << trial;
        EXPECT_EQ(read.pixels(), volume.pixels());
        EXPECT_EQ(read.frames(), volume.frames());
        EXPECT_EQ(read.rescale(), volume.rescale());
        EXPECT_TRUE(inspectNifti(path()).problems.empty());
    }
}

TEST_P(NiftiRoundTripTest, LabelsAndLayersAreKept) {
    Random random(8);
    for (const int largest : {3, 255, 256, 65535}) {
        for (const int layers : {1, 3}) {
            LabelMap labels(randomGeometry(random, {5, 4, 3}), layers);
            for (int layer = 0; layer < layers; ++layer) {
                for (std::uint16_t& voxel : labels.layer(layer)) {
                    voxel = static_cast<std::uint16_t>(random.integer(0, largest));
                }
            }
            writeNifti(path(), labels);
            EXPECT_EQ(readNiftiLabels(path()), labels);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Names, NiftiRoundTripTest,
                         Values(".nii", ".nii.gz", ".NII.GZ", ".hdr", ".img", ".img.gz"));

TEST(NiftiWriteTest, SameVolumeGivesSameBytes) {
    const TemporaryFolder folder;
    const Volume volume(Geometry({3, 2, 1}, {1, 2, 3}), std::vector<std::uint8_t>(6, 4));
    writeNifti(folder.path() / "a.nii.gz", volume);
    writeNifti(folder.path() / "b.nii.gz", volume);
    const auto bytes = readFile(folder.path() / "a.nii.gz", 1 << 20);
    EXPECT_EQ(bytes, readFile(folder.path() / "b.nii.gz", 1 << 20));
    // RFC 1952: bytes 4 to 7 of a gzip file are its time; flag 8 would announce a name.
    EXPECT_EQ(std::vector<std::byte>(bytes.begin() + 3, bytes.begin() + 8),
              std::vector<std::byte>(5));
}

TEST(NiftiWriteTest, LongAxesNeedVersion2) {
    const TemporaryFolder folder;
    for (const std::int64_t extent : {32767, 32768, 65535}) {
        const Volume volume(Geometry({1, extent, 1}, {1, 1, 1}),
                            std::vector<std::uint8_t>(static_cast<std::size_t>(extent), 3));
        writeNifti(folder.path() / "long.nii", volume);
        EXPECT_EQ(inspectNifti(folder.path() / "long.nii").version, extent > 32767 ? 2 : 1);
        EXPECT_EQ(readNifti(folder.path() / "long.nii").geometry().size().y, extent);
    }
    // The standard's magic, which guards against transfers as text.
    const auto bytes = readFile(folder.path() / "long.nii", 1 << 20);
    const std::string magic(reinterpret_cast<const char*>(bytes.data()) + 4, 8);
    EXPECT_EQ(magic, std::string("n+2\0\r\n\032\n", 8));
}

TEST(NiftiWriteTest, FilesThatLibraryWroteWithoutTheWholeMagicAreRead) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "long.nii";
    writeNifti(path, Volume(Geometry({1, 40000, 1}, {1, 1, 1}), std::vector<std::uint8_t>(40000)));
    auto bytes = readFile(path, 1 << 20);
    std::fill(bytes.begin() + 8, bytes.begin() + 12, std::byte{0});
    writeFileAtomically(path, std::span<const std::byte>(bytes));
    EXPECT_EQ(readNifti(path).geometry().size().y, 40000);
    bytes[8] = std::byte{'\n'};
    writeFileAtomically(path, std::span<const std::byte>(bytes));
    EXPECT_THAT(errorTextOf([&] { readNifti(path); }), HasSubstr("magic"));
}

TEST(NiftiWriteTest, OtherNamesAreRefused) {
    const TemporaryFolder folder;
    EXPECT_THAT(errorTextOf([&] { writeNifti(folder.path() / "image.png", Volume()); }),
                HasSubstr("invalid_argument"));
    EXPECT_THAT(errorTextOf([&] { writeNifti(folder.path() / "no" / "image.nii", Volume()); }),
                HasSubstr("not_found"));
}

TEST(NiftiWriteTest, NamesAreKnownByTheirEnd) {
    EXPECT_TRUE(isNiftiName("a.nii"));
    EXPECT_TRUE(isNiftiName("A.NII.GZ"));
    EXPECT_TRUE(isNiftiName("a.b.img.gz"));
    EXPECT_FALSE(isNiftiName(".nii"));
    EXPECT_FALSE(isNiftiName("nii.gz"));
    EXPECT_FALSE(isNiftiName("a.nii.png"));
}

} // namespace
} // namespace laurel
