#include "laurel/imaging/volume.h"

#include "support/expect_error.h"

#include <cmath>
#include <limits>

namespace laurel {
namespace {

TEST(Volume, AppliesTheRescaleOfEachFrame) {
    const Geometry geometry({2, 1, 1}, {1, 1, 1});
    const Volume volume(geometry, std::vector<std::int16_t>{0, 1, -1000, 32767}, 2, {0.5, -1024});
    EXPECT_EQ(volume.pixelType(), PixelType::I16);
    EXPECT_DOUBLE_EQ(volume.value({1, 0, 0}, 0), -1023.5);
    EXPECT_DOUBLE_EQ(volume.value({0, 0, 0}, 1), -1524);
    EXPECT_EQ(volume.toFloat(1), (std::vector<float>{-1524, 15359.5F}));
    const auto stored = volume.frame<std::int16_t>(1);
    ASSERT_EQ(stored.size(), 2U);
    EXPECT_EQ(stored[1], 32767);
    expectError(ErrorCode::InvalidArgument, "frame 2 of 2", [&] { volume.toFloat(2); });
    expectError(ErrorCode::InvalidArgument, "frame -1", [&] { volume.toFloat(-1); });
}

TEST(Volume, KnowsItsStoredType) {
    const Geometry one;
    EXPECT_EQ(Volume(one, std::vector<std::uint8_t>(1)).pixelType(), PixelType::U8);
    EXPECT_EQ(Volume(one, std::vector<std::int16_t>(1)).pixelType(), PixelType::I16);
    EXPECT_EQ(Volume(one, std::vector<std::uint16_t>(1)).pixelType(), PixelType::U16);
    EXPECT_EQ(Volume(one, std::vector<std::int32_t>(1)).pixelType(), PixelType::I32);
    EXPECT_EQ(Volume(one, std::vector<float>(1)).pixelType(), PixelType::F32);
    EXPECT_EQ(toString(PixelType::U8), "u8");
    EXPECT_EQ(toString(PixelType::I16), "i16");
    EXPECT_EQ(toString(PixelType::U16), "u16");
    EXPECT_EQ(toString(PixelType::I32), "i32");
    EXPECT_EQ(toString(PixelType::F32), "f32");
}

TEST(Volume, RescalesLargeIntegersInDouble) {
    // 2^24 + 1 is no float; slope 2^-24 makes a difference that float arithmetic would lose.
    const Volume volume(Geometry{}, std::vector<std::int32_t>{(1 << 24) + 1}, 1,
                        {std::ldexp(1.0, -24), -1});
    EXPECT_FLOAT_EQ(volume.toFloat()[0], std::ldexp(1.0F, -24));
}

TEST(Volume, RefusesWhatDoesNotFit) {
    const Geometry geometry({2, 2, 1}, {1, 1, 1});
    expectError(ErrorCode::InvalidInput, "needs 8 samples, not 4",
                [&] { Volume(geometry, std::vector<float>(4), 2); });
    expectError(ErrorCode::InvalidArgument, "frames",
                [&] { Volume(geometry, std::vector<float>(0), 0); });
    expectError(ErrorCode::InvalidArgument, "slope", [&] {
        Volume(geometry, std::vector<float>(4), 1, {0, 0});
    });
    const double nan = std::numeric_limits<double>::quiet_NaN();
    expectError(ErrorCode::InvalidArgument, "slope", [&] {
        Volume(geometry, std::vector<float>(4), 1, {nan, 0});
    });
    expectError(ErrorCode::InvalidArgument, "intercept", [&] {
        Volume(geometry, std::vector<float>(4), 1, {1, nan});
    });
}

} // namespace
} // namespace laurel
