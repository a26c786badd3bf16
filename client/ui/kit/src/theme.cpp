#include "laurel/ui_kit/theme.h"

#include "application_style.h"
#include "focus_ring.h"

#include <QApplication>
#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>
#include <QToolTip>

namespace laurel::ui {
namespace {

QColor rgb(QRgb value) {
    return QColor(value);
}

Theme withPlanes(Theme theme) {
    theme.axial = rgb(0x8FC1FF);
    theme.sagittal = rgb(0xF2C94C);
    theme.coronal = rgb(0xF29AC0);
    theme.canvas = rgb(0x000000);
    return theme;
}

Theme makeDark() {
    Theme dark;
    dark.dark = true;
    dark.ground = rgb(0x0F1214), dark.panel = rgb(0x181C20), dark.raised = rgb(0x22272D);
    dark.well = rgb(0x0B0E10), dark.hover = rgb(0x2A3037), dark.selected = rgb(0x1D332D);
    dark.line = rgb(0x262C32), dark.fieldBorder = rgb(0x3A424B), dark.controlEdge = rgb(0x66717C);
    dark.text1 = rgb(0xE9EDF0), dark.text2 = rgb(0xB3BCC4), dark.text3 = rgb(0x8E99A3);
    dark.laurel = rgb(0x5CCBA3), dark.laurelText = rgb(0x5CCBA3), dark.onLaurel = rgb(0x06231A);
    dark.laurelHover = rgb(0x7AD9B8), dark.laurelPressed = rgb(0x46B48D);
    dark.automatic = rgb(0x86B7F0), dark.inWork = rgb(0xE8B64C), dark.flagged = rgb(0xF28B7D);
    dark.automaticChip = rgb(0x1B2A3B), dark.inWorkChip = rgb(0x352B16);
    dark.flaggedChip = rgb(0x3A2220), dark.reviewedChip = dark.selected;
    return withPlanes(dark);
}

Theme makeLight() {
    Theme light;
    light.dark = false;
    light.ground = rgb(0xDDE3E5), light.panel = rgb(0xF8FAFA), light.raised = rgb(0xFFFFFF);
    light.well = rgb(0xE9EDEE), light.hover = rgb(0xE9EEEF), light.selected = rgb(0xDFF2EA);
    light.line = rgb(0xD8DEE1), light.fieldBorder = rgb(0xC2CACF),
    light.controlEdge = rgb(0x7C8891);
    light.text1 = rgb(0x152028), light.text2 = rgb(0x41505B), light.text3 = rgb(0x57646E);
    light.laurel = rgb(0x0B7A5B), light.laurelText = rgb(0x0A6E52), light.onLaurel = rgb(0xFFFFFF);
    light.laurelHover = light.laurelText, light.laurelPressed = rgb(0x095C45);
    light.automatic = rgb(0x2763AC), light.inWork = rgb(0x865500), light.flagged = rgb(0xB5382B);
    light.automaticChip = rgb(0xE0ECF9), light.inWorkChip = rgb(0xFBF1D8);
    light.flaggedChip = rgb(0xFCE9E6), light.reviewedChip = light.selected;
    return withPlanes(light);
}

ThemeChoice chosen = ThemeChoice::Dark;
const Theme* inForce = nullptr;

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
bool systemIsDark() {
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
}

void followSystem() {
    static const auto connection =
        QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, qApp, [] {
            if (chosen == ThemeChoice::System)
                applyTheme(chosen);
        });
    Q_UNUSED(connection)
}
#else
/// Before Qt 6.5 the palette that the application began with is all that tells.
bool systemIsDark() {
    static const bool dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    return dark;
}

void followSystem() {
    systemIsDark();
}
#endif

bool isDark(ThemeChoice choice) {
    return choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemIsDark());
}

void setDisabled(QPalette& palette, const Theme& theme) {
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, theme.text3);
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette(theme.text1, theme.raised, theme.hover, theme.ground, theme.fieldBorder,
                     theme.text1, theme.text1, theme.fieldFill(), theme.panel);
    palette.setColor(QPalette::AlternateBase, theme.panel);
    palette.setColor(QPalette::Highlight, theme.selected);
    palette.setColor(QPalette::HighlightedText, theme.text1);
    palette.setColor(QPalette::PlaceholderText, theme.text3);
    palette.setColor(QPalette::ToolTipBase, theme.raised);
    palette.setColor(QPalette::ToolTipText, theme.text1);
    palette.setColor(QPalette::Link, theme.laurelText);
    palette.setColor(QPalette::LinkVisited, theme.laurelText);
    setDisabled(palette, theme);
    return palette;
}

} // namespace

const Theme& darkTheme() {
    static const Theme dark = makeDark();
    return dark;
}

const Theme& lightTheme() {
    static const Theme light = makeLight();
    return light;
}

const Theme& theme() {
    return inForce ? *inForce : darkTheme();
}

ThemeChoice themeChoice() {
    return chosen;
}

ThemeNotifier& themeNotifier() {
    static ThemeNotifier notifier;
    return notifier;
}

void applyTheme(ThemeChoice choice) {
    followSystem();
    chosen = choice;
    inForce = isDark(choice) ? &darkTheme() : &lightTheme();
    installApplicationStyle();
    installFocusRing();
    const QPalette palette = paletteOf(*inForce);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    QToolTip::setFont(font(TextRole::Body));
    QApplication::setFont(ui::font(TextRole::Body));
    Q_EMIT themeNotifier().changed();
}

} // namespace laurel::ui
