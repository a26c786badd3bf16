#include "overlay.h"

#include "plane_view.h"
#include "stroke_font.h"

#include "laurel/imaging/orientation.h"

#include <cctype>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;

constexpr Color blue{0x20, 0x40, 0xF0};

Color pixelOf(const Canvas& canvas, std::int64_t x, std::int64_t y) {
    const std::uint8_t* pixel =
        &canvas.bytes()[static_cast<std::size_t>((y * canvas.width() + x) * 3)];
    return {pixel[0], pixel[1], pixel[2]};
}

std::int64_t countPixels(const Canvas& canvas, const Color& wanted, int tolerance) {
    std::int64_t count = 0;
    for (std::int64_t y = 0; y < canvas.height(); ++y) {
        for (std::int64_t x = 0; x < canvas.width(); ++x) {
            const Color c = pixelOf(canvas, x, y);
            count += std::abs(c.red - wanted.red) <= tolerance &&
                     std::abs(c.green - wanted.green) <= tolerance &&
                     std::abs(c.blue - wanted.blue) <= tolerance;
        }
    }
    return count;
}

/// Half of the slice is air, half is tissue of brightness 200 with a square segment in it.
OverlayScene scene(const Geometry& geometry) {
    const GridSize& size = geometry.size();
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.voxels()), 0);
    LabelMap labels(geometry);
    Segment segment;
    segment.name = "Soleus_R";
    segment.value = 3;
    segment.color = blue;
    labels.addSegment(segment);
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                if (x < size.x / 2) {
                    pixels[geometry.offset({x, y, z})] = 200;
                }
                if (x >= 5 && x < 15 && y >= 5 && y < 15) {
                    labels.set({x, y, z}, 3);
                }
            }
        }
    }
    return {Volume(geometry, pixels), labels, std::nullopt};
}

TEST(PlaneView, FollowsRadiologicalConvention) {
    EXPECT_THAT(planeViewOf(identityMatrix).leftTop, ElementsAre('R', 'A'));
    EXPECT_EQ(planeViewOf(identityMatrix).orientation, "LPS");
    // Slices along posterior: coronal. The third axis keeps its sense.
    const PlaneView coronal = planeViewOf({1, 0, 0, 0, 0, -1, 0, 1, 0});
    EXPECT_THAT(coronal.leftTop, ElementsAre('R', 'S'));
    EXPECT_EQ(coronal.orientation, "LIA");
    const PlaneView sagittal = planeViewOf({0, 0, 1, 1, 0, 0, 0, 1, 0});
    EXPECT_THAT(sagittal.leftTop, ElementsAre('A', 'S'));
    EXPECT_EQ(sagittal.orientation, "PIL");
}

TEST(PlaneView, KeepsALoneVoxelVisible) {
    std::vector<float> mask(49);
    mask[24] = 1;
    const auto distance = borderDistance(mask, {7, 7}, {0, 0, 7, 7}, {70, 70});
    EXPECT_GT(distance[35 * 70 + 35], 0);
    EXPECT_LT(distance[5 * 70 + 5], -4);
}

TEST(PlaneView, MeasuresDistancesInTilePixels) {
    std::vector<float> mask(400);
    for (int row = 0; row < 20; ++row) {
        std::fill_n(mask.begin() + row * 20, 10, 1.0F); // inside is left of column 9.5
    }
    const auto distance = borderDistance(mask, {20, 20}, {0, 0, 20, 20}, {200, 200});
    // Tile pixel 98 has its centre 1.5 pixels left of the border at 100.
    EXPECT_NEAR(distance[100 * 200 + 98], 1.5, 0.3);
    EXPECT_NEAR(distance[100 * 200 + 101], -1.5, 0.3);
}

TEST(PlaneView, CropsToTheBodyWithAMargin) {
    const Geometry geometry({50, 40, 1}, {2, 4, 1});
    std::vector<float> values(2000, 1);
    for (std::int64_t y = 10; y < 20; ++y) {
        for (std::int64_t x = 20; x < 30; ++x) {
            values[geometry.offset({x, y, 0})] = 100;
        }
    }
    const Crop crop = cropToBody(values, geometry, {0});
    EXPECT_EQ(crop.column, 16); // 8 mm are 4 columns and 2 rows
    EXPECT_EQ(crop.columns, 18);
    EXPECT_EQ(crop.row, 8);
    EXPECT_EQ(crop.rows, 14);
}

TEST(Overlay, FillsSegmentsInTheirColourOverTheImage) {
    const OverlayScene shown = scene(Geometry({40, 20, 1}, {1, 1, 1}));
    const Canvas canvas = drawOverlay(shown, {0});
    // Window: percentiles of 0 and 200, so tissue is white; 34 % of the colour lies over it.
    const Color filled{static_cast<std::uint8_t>(255 * 0.66 + 0x20 * 0.34),
                       static_cast<std::uint8_t>(255 * 0.66 + 0x40 * 0.34),
                       static_cast<std::uint8_t>(255 * 0.66 + 0xF0 * 0.34)};
    EXPECT_GT(countPixels(canvas, filled, 2), 1000);
    EXPECT_GT(countPixels(canvas, blue, 2), 100); // the outline
    EXPECT_GT(countPixels(canvas, {255, 255, 255}, 2), 1000);
    const Canvas plain = drawOverlay({shown.image, std::nullopt, std::nullopt}, {0});
    EXPECT_EQ(countPixels(plain, blue, 2), 0);
}

TEST(Overlay, OutlinesTheReferenceInWhite) {
    OverlayScene shown = scene(Geometry({40, 20, 1}, {1, 1, 1}));
    std::vector<std::uint8_t> dark(800, 10);
    dark[0] = 200; // so that the window is not empty
    shown.image = Volume(shown.image.geometry(), dark);
    std::swap(shown.labels, shown.reference);
    EXPECT_GT(countPixels(drawOverlay(shown, {0}), {255, 255, 255}, 40), 100);
}

TEST(Overlay, ShowsTheSamePictureHoweverTheImageIsStored) {
    const OverlayScene shown = scene(Geometry({40, 20, 3}, {1, 1.5, 5}));
    const Canvas expected = drawOverlay(shown, {1});
    for (const char* letters : {"RPS", "LAS", "PLS", "ARS"}) {
        const Orientation other{letters};
        const OverlayScene turned{reorient(shown.image, other), reorient(*shown.labels, other),
                                  std::nullopt};
        EXPECT_EQ(drawOverlay(turned, {1}).bytes(), expected.bytes()) << letters;
    }
}

TEST(Overlay, ChoosesSlicesWithLabels) {
    OverlayScene shown = scene(Geometry({40, 20, 30}, {1, 1, 5}));
    EXPECT_THAT(chooseSlices(shown, 0, 29, 3), ElementsAre(5, 15, 25));
    LabelMap few(shown.image.geometry());
    few.set({1, 1, 7}, 1);
    few.set({1, 1, 9}, 1);
    shown.labels = few;
    EXPECT_THAT(chooseSlices(shown, 0, 29, 6), ElementsAre(7, 9));
    EXPECT_THAT(chooseSlices(shown, 8, 20, 6), ElementsAre(9));
    shown.labels.reset();
    EXPECT_THAT(chooseSlices(shown, 2, 4, 6), ElementsAre(2, 3, 4));
}

TEST(StrokeFont, EveryGlyphIsWellFormed) {
    const Glyph& missing = glyphOf('\0');
    for (int code = 32; code < 127; ++code) {
        const Glyph& glyph = glyphOf(static_cast<char>(code));
        if (std::isalnum(code) != 0) {
            EXPECT_NE(&glyph, &missing) << static_cast<char>(code);
        }
        std::size_t inStroke = 0;
        for (const char c : glyph.strokes) {
            if (c == ' ') {
                EXPECT_EQ(inStroke % 2, 0U) << static_cast<char>(code);
                EXPECT_GE(inStroke, 4U) << static_cast<char>(code);
                inStroke = 0;
                continue;
            }
            const int coordinate = c <= '9' ? c - '0' : c - 'a' + 10;
            EXPECT_TRUE(coordinate >= 0 && coordinate <= 16) << static_cast<char>(code);
            if (inStroke % 2 == 0) {
                EXPECT_LE(coordinate, glyph.width) << static_cast<char>(code);
            }
            ++inStroke;
        }
        EXPECT_EQ(inStroke % 2, 0U) << static_cast<char>(code);
    }
}

TEST(Canvas, DrawsTextWhereItIsPut) {
    Canvas canvas(60, 30, {});
    canvas.text(10, 20, "H", {255, 255, 255}, 12);
    EXPECT_GT(countPixels(canvas, {255, 255, 255}, 120), 20);
    for (std::int64_t x = 0; x < 60; ++x) {
        EXPECT_EQ(pixelOf(canvas, x, 24), Color{}) << "below the baseline";
        EXPECT_EQ(pixelOf(canvas, x, 4), Color{}) << "above the capital";
    }
    EXPECT_DOUBLE_EQ(Canvas::textWidth("HH", 12), 8 + 3 + 8);
}

} // namespace
} // namespace laurel
