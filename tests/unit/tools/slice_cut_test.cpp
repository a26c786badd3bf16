#include "slice_cut.h"

#include "laurel/base/error.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Two columns of five slices: a ramp in the one, a step in the other. Rescaled by 2.
Volume rampAndStep() {
    std::vector<std::int16_t> pixels;
    for (const int z : {0, 1, 2, 3, 4}) {
        pixels.push_back(static_cast<std::int16_t>(10 * z));
        pixels.push_back(static_cast<std::int16_t>(z < 3 ? 0 : 100));
    }
    return {Geometry({2, 1, 5}, {1, 1, 4}, {1, 2, 3}), std::move(pixels), 1, {2, 0}};
}

void expectSlice(const Volume& slice, float ramp, float step) {
    ASSERT_EQ(slice.geometry().size(), (GridSize{2, 1, 1}));
    EXPECT_FLOAT_EQ(slice.toFloat()[0], ramp);
    EXPECT_FLOAT_EQ(slice.toFloat()[1], step);
}

TEST(ThickSlice, IsTheSliceItselfAtItsOwnWidth) {
    for (std::int64_t z = 0; z < 5; ++z) {
        expectSlice(thickSlice(rampAndStep(), z, 1), static_cast<float>(20 * z), z < 3 ? 0 : 200);
    }
    EXPECT_EQ(thickSlice(rampAndStep(), 2, 1.5).geometry().toWorld(VoxelIndex{0, 0, 0}),
              (WorldPoint{1, 2, 11}));
}

TEST(ThickSlice, AveragesItsNeighboursByThePartThatItTakesOfThem) {
    // Twice as thick: a quarter, a half, a quarter. A ramp stays, a step becomes partial volume.
    expectSlice(thickSlice(rampAndStep(), 2, 2), 40, 50);
    expectSlice(thickSlice(rampAndStep(), 3, 2), 60, 150);
    // Three times: a third each; four times: the outer two with an eighth.
    expectSlice(thickSlice(rampAndStep(), 2, 3), 40, 200.0F / 3);
    expectSlice(thickSlice(rampAndStep(), 2, 4), 40, 75);
    // At the volume's end there is nothing beyond.
    expectSlice(thickSlice(rampAndStep(), 0, 3), 10, 0);
}

TEST(ThickSlice, RefusesWhatIsNotThere) {
    expectError(ErrorCode::InvalidArgument, "slices 5 to 5 of an image whose slices are 0 to 4",
                [] { thickSlice(rampAndStep(), 5, 2); });
    expectError(ErrorCode::InvalidArgument, "thicker", [] { thickSlice(rampAndStep(), 1, 0.5); });
}

TEST(CutSlices, KeepWhatTheyShowWhereItLies) {
    const Volume whole = rampAndStep();
    const Volume part = cutSlices(whole, {1, 3});
    EXPECT_EQ(part.pixelType(), PixelType::I16);
    for (std::int64_t z = 0; z < 3; ++z) {
        EXPECT_EQ(part.value({0, 0, z}), whole.value({0, 0, z + 1}));
        EXPECT_EQ(part.geometry().toWorld(VoxelIndex{1, 0, z}),
                  whole.geometry().toWorld(VoxelIndex{1, 0, z + 1}));
    }
    expectError(ErrorCode::InvalidArgument, "frame 1 of an image whose frames are 0 to 0", [&] {
        cutSlices(whole, {0, 0}, 1);
    });
}

} // namespace
} // namespace laurel
