#include "application.h"

#include <array>
#include <cmath>

namespace laurel::ui {
namespace {

using testing::Test;

struct Token {
    const char* name;
    QColor Theme::*member;
    QRgb dark, light;
};

// design/DESKTOP.md, "Tokens".
const std::array tokens = {
    Token{"canvas", &Theme::canvas, 0xFF000000, 0xFF000000},
    Token{"ground", &Theme::ground, 0xFF0F1214, 0xFFDDE3E5},
    Token{"panel", &Theme::panel, 0xFF181C20, 0xFFF8FAFA},
    Token{"raised", &Theme::raised, 0xFF22272D, 0xFFFFFFFF},
    Token{"well", &Theme::well, 0xFF0B0E10, 0xFFE9EDEE},
    Token{"hover", &Theme::hover, 0xFF2A3037, 0xFFE9EEEF},
    Token{"selected", &Theme::selected, 0xFF1D332D, 0xFFDFF2EA},
    Token{"line", &Theme::line, 0xFF262C32, 0xFFD8DEE1},
    Token{"field border", &Theme::fieldBorder, 0xFF3A424B, 0xFFC2CACF},
    Token{"control edge", &Theme::controlEdge, 0xFF66717C, 0xFF7C8891},
    Token{"text 1", &Theme::text1, 0xFFE9EDF0, 0xFF152028},
    Token{"text 2", &Theme::text2, 0xFFB3BCC4, 0xFF41505B},
    Token{"text 3", &Theme::text3, 0xFF8E99A3, 0xFF57646E},
    Token{"laurel", &Theme::laurel, 0xFF5CCBA3, 0xFF0B7A5B},
    Token{"laurel text", &Theme::laurelText, 0xFF5CCBA3, 0xFF0A6E52},
    Token{"on laurel", &Theme::onLaurel, 0xFF06231A, 0xFFFFFFFF},
    Token{"auto", &Theme::automatic, 0xFF86B7F0, 0xFF2763AC},
    Token{"in work", &Theme::inWork, 0xFFE8B64C, 0xFF865500},
    Token{"flagged", &Theme::flagged, 0xFFF28B7D, 0xFFB5382B},
    Token{"auto chip", &Theme::automaticChip, 0xFF1B2A3B, 0xFFE0ECF9},
    Token{"in work chip", &Theme::inWorkChip, 0xFF352B16, 0xFFFBF1D8},
    Token{"flagged chip", &Theme::flaggedChip, 0xFF3A2220, 0xFFFCE9E6},
    Token{"axial", &Theme::axial, 0xFF8FC1FF, 0xFF8FC1FF},
    Token{"sagittal", &Theme::sagittal, 0xFFF2C94C, 0xFFF2C94C},
    Token{"coronal", &Theme::coronal, 0xFFF29AC0, 0xFFF29AC0},
};

// design/DESKTOP.md, "Segments, by anatomy".
constexpr std::array<QRgb, 24> segments = {
    0x7480ED, 0x7DE3F1, 0x3EB8FB, 0x33B599, 0xC0E480, 0x808E1C, 0xD19D12, 0xF8D552,
    0xF6819A, 0xD64B7B, 0xC09A5A, 0xEA7D87, 0xAA7A0F, 0xA39317, 0x7CE6A7, 0x04B8CA,
    0xB8B438, 0x4D79F3, 0x989BFD, 0xD4BCFF, 0x967CE1, 0xF3A1AD, 0x8D6CD8, 0xFDC2EC};

class BothThemes : public WidgetTest, public testing::WithParamInterface<ThemeChoice> {
  protected:
    BothThemes() { applyTheme(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Theme, BothThemes, testing::Values(ThemeChoice::Dark, ThemeChoice::Light));

TEST(Contrast, IsThatOfWcag) {
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 1e-9);
    EXPECT_NEAR(contrast(Qt::white, Qt::black), 21, 1e-9);
    EXPECT_NEAR(contrast(QColor(0x777777), Qt::white), 4.48, 0.005);
    EXPECT_NEAR(contrast(QColor(0xFF0000), Qt::white), 4.00, 0.005);
    EXPECT_DOUBLE_EQ(contrast(Qt::red, Qt::red), 1);
}

TEST_P(BothThemes, HaveTheColoursOfTheDesign) {
    for (const Token& token : tokens) {
        const QRgb expected = theme().dark ? token.dark : token.light;
        EXPECT_EQ((theme().*token.member).rgba(), expected) << token.name;
    }
}

TEST_P(BothThemes, HaveTextsThatReadOnEverySurface) {
    const Theme& colors = theme();
    double lowest = 21;
    for (const auto text : {&Theme::text1, &Theme::text2, &Theme::text3})
        for (const auto surface : {&Theme::ground, &Theme::panel, &Theme::raised, &Theme::well,
                                   &Theme::hover, &Theme::selected})
            lowest = std::min(lowest, contrast(colors.*text, colors.*surface));
    EXPECT_GE(lowest, 4.55);
    EXPECT_LT(
        lowest,
        5.0); // text 3 on hover (dark) or on ground (light), not a whole theme of black and white
}

TEST_P(BothThemes, HaveStatesAndActionsThatRead) {
    const Theme& colors = theme();
    for (const QColor& color :
         {colors.laurelText, colors.automatic, colors.inWork, colors.flagged}) {
        EXPECT_GE(contrast(color, colors.panel), 5.5);
        EXPECT_GE(contrast(color, colors.raised), 4.5);
    }
    EXPECT_GE(contrast(colors.automatic, colors.automaticChip), 4.75);
    EXPECT_GE(contrast(colors.inWork, colors.inWorkChip), 4.75);
    EXPECT_GE(contrast(colors.flagged, colors.flaggedChip), 4.75);
    EXPECT_GE(contrast(colors.laurelText, colors.reviewedChip), 4.75);
    for (const QColor& fill : {colors.laurel, colors.laurelHover, colors.laurelPressed})
        EXPECT_GE(contrast(colors.onLaurel, fill), 4.5);
    EXPECT_GE(contrast(colors.controlEdge, colors.panel), 3.0);
}

TEST_P(BothThemes, KeepPlanesReadableOnTheCanvas) {
    for (const QColor& plane : {theme().axial, theme().sagittal, theme().coronal})
        EXPECT_GE(contrast(plane, theme().canvas), 9.5);
}

TEST_P(BothThemes, MakeEverySegmentReadableOnThePanel) {
    for (const QRgb segment : segments) {
        const QColor hue(segment);
        const QColor readable = readableOnPanel(hue);
        EXPECT_GE(contrast(readable, theme().panel), 4.5) << hue.name().toStdString();
        EXPECT_NEAR(readable.hslHueF(), hue.hslHueF(), 0.02) << hue.name().toStdString();
    }
}

TEST_P(BothThemes, LeaveAHueAloneThatReads) {
    const QColor reads = theme().text1;
    EXPECT_EQ(readableOnPanel(reads).rgb(), reads.rgb());
}

TEST_P(BothThemes, ReachTheApplication) {
    const QPalette palette = QApplication::palette();
    EXPECT_EQ(palette.color(QPalette::Window).rgb(), theme().panel.rgb());
    EXPECT_EQ(palette.color(QPalette::Text).rgb(), theme().text1.rgb());
    EXPECT_EQ(palette.color(QPalette::Disabled, QPalette::Text).rgb(), theme().text3.rgb());
    EXPECT_EQ(themeChoice(), GetParam());
}

TEST_F(WidgetTest, SaysThatTheThemeChanged) {
    const QSignalSpy changes(&themeNotifier(), &ThemeNotifier::changed);
    applyTheme(ThemeChoice::Light);
    EXPECT_EQ(changes.count(), 1);
    EXPECT_FALSE(theme().dark);
    setTextScale(1.25);
    EXPECT_EQ(changes.count(), 2);
}

TEST_F(WidgetTest, TypeHasTheSizesOfTheDesign) {
    const std::array roles = {TextRole::Page, TextRole::Panel,   TextRole::Section,
                              TextRole::Body, TextRole::Caption, TextRole::Rail};
    const std::array plain = {20, 15, 13, 12, 11, 10};
    const std::array large = {30, 23, 20, 18, 17, 15};
    for (std::size_t i = 0; i < roles.size(); ++i) {
        EXPECT_EQ(font(roles[i]).pixelSize(), plain[i]);
        EXPECT_EQ(monoFont(roles[i]).pixelSize(), plain[i]);
        setTextScale(1.5);
        EXPECT_EQ(font(roles[i]).pixelSize(), large[i]);
        setTextScale(1);
    }
    EXPECT_EQ(font(TextRole::Body, QFont::DemiBold).weight(), QFont::DemiBold);
}

TEST_F(WidgetTest, TextScaleStaysBetweenOneAndOneAndAHalf) {
    setTextScale(3);
    EXPECT_DOUBLE_EQ(textScale(), 1.5);
    setTextScale(0.2);
    EXPECT_DOUBLE_EQ(textScale(), 1);
}

} // namespace
} // namespace laurel::ui
