#include "laurel/workflow/case_store.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Computed by the Python of docs/case-format.md.
TEST(ImageDigest, IsWhatItsDefinitionSays) {
    const Geometry grid({2, 3, 2}, {0.5, 0.75, 6}, {-10.25, 0, 100});
    std::vector<std::int16_t> pixels;
    for (std::int16_t i = 0; i < 24; ++i) {
        pixels.push_back(static_cast<std::int16_t>(i * 7 - 30));
    }
    const Volume image(grid, pixels, 2, {2, -1});
    EXPECT_EQ(imageDigest(image, 0),
              "328f91c7afb11dc5500fd7756f0c4641947ee47d8876243e8770835d67b94524");
    EXPECT_EQ(imageDigest(image, 1),
              "344348f7cb5421f5e50b90fbf8800d479b136380c0ab2bcd3ad93f0b19a150ce");
    expectError(ErrorCode::InvalidArgument, "frame 2", [&] { imageDigest(image, 2); });
}

TEST(ImageDigest, FollowsValuesAndGridButNotHowTheyAreStored) {
    const Geometry grid({2, 1, 1}, {1, 1, 1});
    const std::string digest = imageDigest(Volume(grid, std::vector<std::int16_t>{0, 4}), 0);
    EXPECT_EQ(imageDigest(Volume(grid, std::vector<float>{-0.0F, 4}), 0), digest);
    EXPECT_EQ(imageDigest(Volume(grid, std::vector<std::uint8_t>{1, 3}, 1, {2, -2}), 0), digest);
    EXPECT_NE(imageDigest(Volume(grid, std::vector<float>{0, 4.5F}), 0), digest);
    const Geometry moved({2, 1, 1}, {1, 1, 1}, {0.1, 0, 0});
    EXPECT_NE(imageDigest(Volume(moved, std::vector<std::int16_t>{0, 4}), 0), digest);
    const Geometry turned({1, 2, 1}, {1, 1, 1});
    EXPECT_NE(imageDigest(Volume(turned, std::vector<std::int16_t>{0, 4}), 0), digest);
}

} // namespace
} // namespace laurel
