#include "laurel/ui_kit/theme.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

constexpr double readable = 4.5;

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

QColor withLightness(const QColor& hue, double lightness) {
    float h = 0, s = 0, l = 0;
    hue.getHslF(&h, &s, &l);
    const auto moved = static_cast<float>(std::clamp(lightness, 0.0, 1.0));
    return QColor(
        QColor::fromHslF(std::max(h, 0.0F), s, moved).rgb()); // in the 8 bits that are shown
}

} // namespace

double contrast(const QColor& first, const QColor& second) {
    const auto [darker, lighter] = std::minmax({luminance(first), luminance(second)});
    return (lighter + 0.05) / (darker + 0.05);
}

QColor readableOnPanel(const QColor& hue) {
    const Theme& colors = theme();
    const double step = colors.dark ? 0.01 : -0.01;
    const auto reads = [&](const QColor& color) {
        return contrast(color, colors.panel) >= readable &&
               contrast(color, colors.selected) >= readable;
    };
    QColor moved = hue;
    for (double lightness = hue.lightnessF(); !reads(moved) && lightness >= 0 && lightness <= 1;)
        moved = withLightness(hue, lightness += step);
    return moved;
}

} // namespace laurel::ui
