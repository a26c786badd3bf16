#include "laurel/arrays/samples.h"

#include "laurel/arrays/file_names.h"

#include "../../support/expect_error.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SamplesTest, TypesOfAVolumeAreKept) {
    EXPECT_EQ(toPixels(std::vector<std::uint16_t>{65535}, "f"),
              PixelBuffer(std::vector<std::uint16_t>{65535}));
    EXPECT_EQ(toPixels(std::vector<float>{-0.5F}, "f"), PixelBuffer(std::vector<float>{-0.5F}));
}

TEST(SamplesTest, OtherIntegersGoWhereTheyFit) {
    EXPECT_EQ(toPixels(std::vector<std::int8_t>{-128, 127}, "f"),
              PixelBuffer(std::vector<std::int16_t>{-128, 127}));
    EXPECT_EQ(toPixels(std::vector<std::uint32_t>{0, 2147483647}, "f"),
              PixelBuffer(std::vector<std::int32_t>{0, 2147483647}));
    EXPECT_EQ(toPixels(std::vector<std::int64_t>{-2147483648LL}, "f"),
              PixelBuffer(std::vector<std::int32_t>{std::numeric_limits<std::int32_t>::min()}));
    // 2^31 is exact in a float, 2^31 + 1 is not.
    EXPECT_EQ(toPixels(std::vector<std::uint32_t>{1, 2147483648U}, "f"),
              PixelBuffer(std::vector<float>{1.F, 2147483648.F}));
}

TEST(SamplesTest, IntegersAreNeverRounded) {
    EXPECT_THAT(errorTextOf([] { toPixels(std::vector<std::uint32_t>{2147483649U}, "f"); }),
                HasSubstr("unsupported: f: the integer 2147483649"));
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    EXPECT_THAT(errorTextOf([] { toPixels(std::vector<std::uint64_t>{most}, "f"); }),
                HasSubstr("unsupported"));
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    EXPECT_THAT(errorTextOf([] { toPixels(std::vector<std::int64_t>{largest}, "f"); }),
                HasSubstr("unsupported"));
}

TEST(SamplesTest, DoublesAreRoundedButMustNotOverflow) {
    EXPECT_EQ(toPixels(std::vector<double>{0.1}, "f"), PixelBuffer(std::vector<float>{0.1F}));
    EXPECT_THAT(errorTextOf([] { toPixels(std::vector<double>{1e39}, "f"); }),
                HasSubstr("invalid_input"));
    const double infinite = std::numeric_limits<double>::infinity();
    EXPECT_EQ(std::get<std::vector<float>>(toPixels(std::vector<double>{infinite}, "f"))[0],
              std::numeric_limits<float>::infinity());
}

TEST(SamplesTest, BytesAreSwappedWithinEachSample) {
    SampleBuffer samples = std::vector<std::uint32_t>{0x01020304, 0xA0B0C0D0};
    swapSampleBytes(writableBytes(samples), sampleSize(samples));
    EXPECT_THAT(std::get<std::vector<std::uint32_t>>(samples), ElementsAre(0x04030201, 0xD0C0B0A0));
}

TEST(SamplesTest, LabelsFollowTheRescale) {
    const Volume volume(Geometry({3, 1, 1}, {1, 1, 1}), std::vector<std::uint8_t>{2, 4, 6}, 1,
                        {0.5, -1});
    EXPECT_THAT(toLabelMap(volume, "f").layer(0), ElementsAre(0, 1, 2));
}

TEST(SamplesTest, TooManyLayersAreRefused) {
    const Volume volume(Geometry{}, std::vector<std::uint8_t>(257), 257);
    EXPECT_THAT(errorTextOf([&] { toLabelMap(volume, "f"); }), HasSubstr("limit_exceeded"));
}

TEST(FileNamesTest, ExtensionsOfSeveralPartsAreReplaced) {
    EXPECT_TRUE(hasExtension("folder/a.Nii.GZ", ".nii.gz"));
    EXPECT_FALSE(hasExtension("folder.nii.gz/a", ".nii.gz"));
    EXPECT_EQ(replaceExtension("folder/a.b.nii.gz", ".nii.gz", ".labels.txt"),
              "folder/a.b.labels.txt");
}

} // namespace
} // namespace laurel
