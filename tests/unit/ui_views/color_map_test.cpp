#include "laurel/ui_views/color_map.h"

#include <cmath>

#include <gtest/gtest.h>

namespace laurel::ui {
namespace {

/// CIE L* of an sRGB colour (IEC 61966-2-1, CIE 15).
double lightness(QRgb color) {
    const auto linear = [](int part) {
        const double value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const double y = 0.2126 * linear(qRed(color)) + 0.7152 * linear(qGreen(color)) +
                     0.0722 * linear(qBlue(color));
    return y > 0.008856 ? 116 * std::cbrt(y) - 16 : 903.3 * y;
}

/// Ten colours at equal distances, as the R package viridisLite 0.4 prints them: `viridis(10)` and
/// `inferno(10)`. They lie between those that the tables are made from.
constexpr std::array<QRgb, 10> viridisTen{0xFF440154, 0xFF482878, 0xFF3E4A89, 0xFF31688E,
                                          0xFF26828E, 0xFF1F9E89, 0xFF35B779, 0xFF6DCD59,
                                          0xFFB4DE2C, 0xFFFDE725};
constexpr std::array<QRgb, 10> infernoTen{0xFF000004, 0xFF1B0C42, 0xFF4B0C6B, 0xFF781C6D,
                                          0xFFA52C60, 0xFFCF4446, 0xFFED6925, 0xFFFB9A06,
                                          0xFFF7D03C, 0xFFFCFFA4};

void expectNear(const ColorTable& table, const std::array<QRgb, 10>& published) {
    for (std::size_t i = 0; i < published.size(); ++i) {
        const QRgb made =
            table[static_cast<std::size_t>(std::lround(static_cast<double>(i) * 255 / 9))];
        constexpr int within = 6; // of 255: what straight lines between anchors cost
        EXPECT_NEAR(qRed(made), qRed(published[i]), within) << i;
        EXPECT_NEAR(qGreen(made), qGreen(published[i]), within) << i;
        EXPECT_NEAR(qBlue(made), qBlue(published[i]), within) << i;
    }
}

TEST(ColorMap, ViridisAndInfernoAreThePublishedOnes) {
    expectNear(colorTable(ColorMap::Viridis), viridisTen);
    expectNear(colorTable(ColorMap::Inferno), infernoTen);
}

TEST(ColorMap, LightnessGrowsWithTheValueInAll) {
    for (int map = 0; map < colorMaps; ++map) {
        const ColorTable& table = colorTable(static_cast<ColorMap>(map));
        for (std::size_t i = 1; i < table.size(); ++i) {
            EXPECT_GE(lightness(table[i]), lightness(table[i - 1]) - 0.05)
                << nameOf(static_cast<ColorMap>(map)).toStdString() << ' ' << i;
            EXPECT_EQ(qAlpha(table[i]), 255);
        }
        EXPECT_GT(lightness(table.back()) - lightness(table.front()), 70);
    }
}

/// Equal steps of the value are about equal steps of lightness: what "perceptual" is about, and
/// where hot fails.
TEST(ColorMap, StepsOfThePerceptualOnesAreEven) {
    const auto worst = [](ColorMap map) {
        const ColorTable& table = colorTable(map);
        const double even = (lightness(table[255]) - lightness(table[0])) / 15;
        double most = 0;
        for (std::size_t i = 17; i < 256; i += 17) {
            const double step = lightness(table[i]) - lightness(table[i - 17]);
            most = std::max(most, std::abs(step - even) / even);
        }
        return most;
    };
    EXPECT_LT(worst(ColorMap::Viridis), 0.3);
    EXPECT_LT(worst(ColorMap::Inferno), 0.6);
    EXPECT_GT(worst(ColorMap::Hot), worst(ColorMap::Inferno));
}

TEST(ColorMap, GreyAndHotByTheirDefinition) {
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(colorTable(ColorMap::Grey)[static_cast<std::size_t>(i)], qRgb(i, i, i));
    }
    const ColorTable& hot = colorTable(ColorMap::Hot);
    EXPECT_EQ(hot[0], qRgb(0, 0, 0));
    EXPECT_EQ(hot[255], qRgb(255, 255, 255));
    EXPECT_EQ(qRed(hot[96]), 255) << "red is full after three eighths";
    EXPECT_EQ(qBlue(hot[190]), 0);
    EXPECT_EQ(qGreen(hot[192]), 255);
}

} // namespace
} // namespace laurel::ui
