#include "laurel/arrays/bundles.h"

#include "laurel/base/files.h"

#include "../../support/expect_error.h"
#include "../../support/random_grids.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

NpyArray numbers(std::vector<std::int64_t> shape, std::vector<double> values) {
    return {std::move(shape), std::move(values), false};
}

NpyArray bytes(std::vector<std::int64_t> shape, std::vector<std::uint8_t> values) {
    return {std::move(shape), std::move(values), false};
}

class BundlesTest : public ::testing::Test {
  protected:
    std::filesystem::path path(const std::string& name = "bundle.npz") const {
        return folder_.path() / name;
    }
    std::filesystem::path write(const std::vector<NamedArray>& arrays) const {
        writeNpz(path(), arrays);
        return path();
    }

  private:
    TemporaryFolder folder_;
};

TEST_F(BundlesTest, WithoutAffineTheGridIsAxialRowsRunPosteriorColumnsLeft) {
    // [row, column, slice] of 2×3×2, value 100 row + 10 column + slice.
    const auto file =
        write({{"data", bytes({2, 3, 2}, {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121})},
               {"resolution", numbers({3}, {0.5, 0.75, 4})}});
    const Volume volume = readArrayVolume(file);
    EXPECT_EQ(volume.geometry().size(), (GridSize{3, 2, 2}));
    EXPECT_THAT(volume.geometry().spacing(), ElementsAre(0.75, 0.5, 4));
    EXPECT_EQ(volume.geometry().direction(), identityMatrix);
    EXPECT_EQ(volume.geometry().origin(), WorldPoint{});
    EXPECT_EQ(volume.value({2, 1, 0}), 120);
    EXPECT_EQ(volume.value({1, 0, 1}), 11);
    EXPECT_EQ(volume.pixelType(), PixelType::U8);
}

TEST_F(BundlesTest, TheAffineMapsRowColumnSliceToRas) {
    // Row to anterior 2 mm, column to inferior 3 mm, slice to right 4 mm, from RAS (10, 20, 30).
    const auto affine = numbers({4, 4}, {0, 0, 4, 10, 2, 0, 0, 20, 0, -3, 0, 30, 0, 0, 0, 1});
    const auto file = write({{"image", bytes({2, 2, 2}, std::vector<std::uint8_t>(8))},
                             {"affine", affine},
                             {"resolution", numbers({3}, {2, 3, 4})}});
    const Geometry geometry = readArrayVolume(file).geometry();
    EXPECT_EQ(geometry.toWorld(VoxelIndex{0, 0, 0}), (WorldPoint{-10, -20, 30}));
    EXPECT_EQ(geometry.toWorld(VoxelIndex{1, 0, 0}), (WorldPoint{-10, -20, 27})); // column
    EXPECT_EQ(geometry.toWorld(VoxelIndex{0, 1, 0}), (WorldPoint{-10, -22, 30})); // row
    EXPECT_EQ(geometry.toWorld(VoxelIndex{0, 0, 1}), (WorldPoint{-14, -20, 30})); // slice
}

TEST_F(BundlesTest, AGivenGeometryStandsInForAMissingOne) {
    const Geometry given({2, 1, 1}, {3, 4, 5}, {6, 7, 8});
    const NpyArray pixels = bytes({1, 2}, {1, 0});
    EXPECT_TRUE(readArrayVolume(write({{"data", pixels}}), {}, given).geometry().sameGridAs(given));
    EXPECT_EQ(readArrayVolume(write({{"data", pixels}})).geometry().spacing()[0], 1);
    EXPECT_TRUE(readArrayLabels(write({{"a", pixels}}), {}, given).geometry().sameGridAs(given));
    const Geometry other({1, 2, 1}, {1, 1, 1});
    EXPECT_THAT(errorTextOf([&] { readArrayLabels(path(), {}, other); }),
                HasSubstr("1 rows, 2 columns and 1 slices do not fit"));
}

TEST_F(BundlesTest, ArraysThatDoNotFitTogetherAreRefused) {
    const NpyArray two = bytes({2, 2, 2}, std::vector<std::uint8_t>(8));
    const NpyArray affine = numbers({4, 4}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
    NpyArray perspective = affine;
    std::get<std::vector<double>>(perspective.samples)[12] = 1;
    NpyArray sheared = affine;
    std::get<std::vector<double>>(sheared.samples)[1] = 0.5;
    NpyArray notFinite = affine;
    std::get<std::vector<double>>(notFinite.samples)[0] = NAN;
    const std::vector<std::pair<std::vector<NamedArray>, std::string>> broken{
        {{{"other", two}}, "\"image\" is missing"},
        {{{"data", bytes({8}, std::vector<std::uint8_t>(8))}}, "2 to 4 dimensions"},
        {{{"data", bytes({0, 2}, {})}}, "must be 1 to 65535, not 0"},
        {{{"data", bytes({1, 1, 1, 1, 1}, {1})}}, "2 to 4 dimensions"},
        {{{"data", two}, {"resolution", numbers({2}, {1, 1})}}, "their distance is missing"},
        {{{"data", two}, {"resolution", numbers({1}, {1})}}, "2 or 3 numbers"},
        {{{"data", two}, {"resolution", numbers({3}, {1, 0, 1})}}, "spacing must be"},
        {{{"data", two}, {"resolution", numbers({3}, {1, NAN, 1})}}, "spacing must be"},
        {{{"data", two}, {"affine", numbers({2, 2}, {1, 0, 0, 1})}}, "must be 4×4"},
        {{{"data", two}, {"affine", perspective}}, "last row 0 0 0 1"},
        {{{"data", two}, {"affine", sheared}}, "sheared"},
        {{{"data", two}, {"affine", notFinite}}, "must be finite and not zero"},
        {{{"data", two}, {"affine", affine}, {"resolution", numbers({3}, {1, 2, 1})}}, "disagree"},
        {{{"data", two}, {"rescale", numbers({2}, {0, 1})}}, "a slope other than 0"},
        {{{"data", two}, {"rescale", numbers({1}, {1})}}, "a slope other than 0"},
    };
    for (const auto& [arrays, reason] : broken) {
        EXPECT_THAT(errorTextOf([&, file = write(arrays)] { readArrayVolume(file); }),
                    HasSubstr(reason));
    }
}

TEST_F(BundlesTest, MasksAreNamedAndOverlapsGoToFurtherLayers) {
    const LabelMap labels = readArrayLabels(
        write({{"data", bytes({1, 4}, {9, 9, 9, 9})},
               {"mask_Soleus_L", bytes({1, 4, 1}, {1, 1, 0, 0})},
               {"mask_all", bytes({1, 4}, {255, 255, 255, 0})},
               {"resolution", numbers({2}, {2, 2})},
               {"mask_last", {{1, 4}, std::vector<std::uint8_t>{0, 0, 0, 1}, true}}}));
    EXPECT_EQ(labels.layers(), 2);
    EXPECT_THAT(labels.layer(0), ElementsAre(1, 1, 0, 3));
    EXPECT_THAT(labels.layer(1), ElementsAre(2, 2, 2, 0));
    ASSERT_EQ(labels.segments().size(), 3U);
    EXPECT_EQ(labels.segments()[0].name, "Soleus_L");
    EXPECT_EQ(labels.segments()[1].layer, 1);
    EXPECT_EQ(labels.segments()[2].value, 3);
    EXPECT_EQ(labels.geometry().spacing()[0], 2);
}

TEST_F(BundlesTest, MasksThatDoNotFitTogetherAreRefused) {
    const NpyArray good = bytes({1, 2}, {1, 0});
    const std::vector<std::pair<std::vector<NamedArray>, std::string>> broken{
        {{{"data", good}}, "holds no masks"},
        {{{"a", good}, {"b", bytes({2, 1}, {1, 0})}}, "its shape differs from that of \"a\""},
        {{{"a", bytes({1, 2}, {1, 2})}}, "0 and one other value"},
        {{{"a", numbers({1, 2}, {NAN, 0})}}, "0 and one other value"},
        {{{"a", bytes({2}, {1, 0})}}, "2 to 3 dimensions"},
        {{{"mask_", good}}, "the mask has no name"},
        {{{"a", good}, {"b", good}, {"label_values", numbers({2}, {0, 1})}}, "from 1 to 65535"},
        {{{"a", good}, {"b", good}, {"label_values", numbers({1}, {1})}}, "must hold 2 whole"},
        {{{"a", good}, {"b", bytes({1, 2}, {0, 1})}, {"label_values", numbers({2}, {5, 5})}},
         "label_values repeats 5"},
        {{{"a", good}, {"b", good}, {"label_layers", numbers({2}, {0, 0})}}, "overlaps another"},
        {{{"a", good}, {"label_layers", numbers({1}, {200})}}, "from 0 to 0"},
        {{{"a", good}, {"label_colors", numbers({1, 3}, {0, 0.5, 255})}}, "3 whole numbers"},
    };
    for (const auto& [arrays, reason] : broken) {
        EXPECT_THAT(errorTextOf([&, file = write(arrays)] { readArrayLabels(file); }),
                    HasSubstr(reason));
    }
}

TEST_F(BundlesTest, VolumesAreKept) {
    Random random(3);
    for (int trial = 0; trial < 20; ++trial) {
        const GridSize size = randomSize(random, 6);
        const std::int64_t frames = random.integer(1, 3);
        std::vector<std::int16_t> pixels(static_cast<std::size_t>(size.voxels() * frames));
        std::iota(pixels.begin(), pixels.end(), std::int16_t{-50});
        const Volume volume(randomGeometry(random, size), pixels, frames,
                            random.chance(0.5) ? Rescale{0.1, -7.3} : Rescale{});
        writeArrayVolume(path(), volume);
        const Volume read = readArrayVolume(path());
        EXPECT_TRUE(read.geometry().sameGridAs(volume.geometry(), 1e-9));
        EXPECT_EQ(read.pixels(), volume.pixels());
        EXPECT_EQ(read.frames(), volume.frames());
        EXPECT_EQ(read.rescale(), volume.rescale());
    }
}

TEST_F(BundlesTest, NpyHoldsTheValuesAlone) {
    const Volume volume(Geometry({2, 1, 1}, {3, 3, 3}), std::vector<std::uint8_t>{1, 2}, 1, {2, 1});
    writeArrayVolume(path("a.npy"), volume);
    const Volume read = readArrayVolume(path("a.npy"));
    EXPECT_EQ(read.pixels(), PixelBuffer(std::vector<float>{3, 5}));
    EXPECT_EQ(read.geometry().spacing()[0], 1);
}

TEST_F(BundlesTest, LabelsAreKeptWithNamesValuesLayersAndColours) {
    Random random(4);
    LabelMap labels(randomGeometry(random, {4, 3, 2}), 2);
    labels.set({0, 0, 0}, 7);
    labels.set({3, 2, 1}, 900);
    labels.set({0, 0, 0}, 7, 1);
    labels.addSegment({"Soleus", 7, 0, "", {1, 2, 3}, ""});
    labels.addSegment({"Übergang/2", 900, 0, "", {255, 0, 9}, ""});
    labels.addSegment({"fat", 7, 1, "", {4, 5, 6}, ""});
    labels.addSegment({"absent", 8, 1, "", {7, 8, 9}, ""});
    writeArrayLabels(path(), labels);
    EXPECT_EQ(readArrayLabels(path()), labels);
}

TEST_F(BundlesTest, LabelsWithoutNamesStayNumbers) {
    LabelMap labels(Geometry({2, 2, 1}, {1, 2, 3}), {0, 3, 500, 3});
    writeArrayLabels(path(), labels);
    EXPECT_EQ(readArrayLabels(path()), labels);
    writeArrayLabels(path("labels.npy"), labels);
    EXPECT_THAT(readArrayLabels(path("labels.npy")).layer(0), ElementsAre(0, 3, 500, 3));
    labels.addLayer();
    EXPECT_THAT(errorTextOf([&] { writeArrayLabels(path("labels.npy"), labels); }),
                HasSubstr("holds one layer"));
}

TEST_F(BundlesTest, ValuesWithoutNameGetOneAndEmptyLayersAreLeftOut) {
    LabelMap labels(Geometry({2, 1, 1}, {1, 1, 1}), 3);
    labels.set({0, 0, 0}, 4);
    labels.set({1, 0, 0}, 6, 2);
    labels.addSegment({"named", 6, 2, "", {}, ""});
    writeArrayLabels(path(), labels);
    const LabelMap read = readArrayLabels(path());
    EXPECT_EQ(read.layers(), 2);
    ASSERT_NE(read.findByName("Label 4"), nullptr);
    EXPECT_EQ(read.findByName("Label 4")->layer, 0);
    EXPECT_EQ(read.findByName("named")->layer, 1);
    EXPECT_EQ(read.at({1, 0, 0}, 1), 6);
}

} // namespace
} // namespace laurel
