#include "laurel/ui_views/color_map.h"

#include "laurel/session/texts.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace laurel::ui {

namespace {

/// A colour of a published map, and where on the way from the first to the last it stands.
struct Anchor {
    double at;
    QRgb color;
};

constexpr std::array<Anchor, 13> infernoAnchors{{{0, 0xFF000004},
                                                 {0.125, 0xFF210C4A},
                                                 {0.2, 0xFF420A68},
                                                 {0.25, 0xFF57106E},
                                                 {0.375, 0xFF8A226A},
                                                 {0.4, 0xFF932667},
                                                 {0.5, 0xFFBC3754},
                                                 {0.6, 0xFFDD513A},
                                                 {0.625, 0xFFE45A31},
                                                 {0.75, 0xFFF98E09},
                                                 {0.8, 0xFFFCA50A},
                                                 {0.875, 0xFFF9CB35},
                                                 {1, 0xFFFCFFA4}}};
constexpr std::array<Anchor, 13> viridisAnchors{{{0, 0xFF440154},
                                                 {0.125, 0xFF472D7B},
                                                 {0.2, 0xFF414487},
                                                 {0.25, 0xFF3B528B},
                                                 {0.375, 0xFF2C728E},
                                                 {0.4, 0xFF2A788E},
                                                 {0.5, 0xFF21918C},
                                                 {0.6, 0xFF22A884},
                                                 {0.625, 0xFF28AE80},
                                                 {0.75, 0xFF5EC962},
                                                 {0.8, 0xFF7AD151},
                                                 {0.875, 0xFFADDC30},
                                                 {1, 0xFFFDE725}}};

int part(double from, double to, double at) {
    return static_cast<int>(std::lround(std::lerp(from, to, at)));
}

ColorTable between(std::span<const Anchor> anchors) {
    ColorTable table{};
    std::size_t next = 1; // the anchor that lies beyond
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double place = static_cast<double>(i) / 255;
        while (next + 1 < anchors.size() && anchors[next].at < place) {
            ++next;
        }
        const Anchor& from = anchors[next - 1];
        const Anchor& to = anchors[next];
        const double at = (place - from.at) / (to.at - from.at);
        table[i] = qRgb(part(qRed(from.color), qRed(to.color), at),
                        part(qGreen(from.color), qGreen(to.color), at),
                        part(qBlue(from.color), qBlue(to.color), at));
    }
    return table;
}

ColorTable grey() {
    ColorTable table{};
    for (int i = 0; i < 256; ++i) {
        table[static_cast<std::size_t>(i)] = qRgb(i, i, i);
    }
    return table;
}

ColorTable hot() {
    constexpr double third = 3.0 / 8; // of the way, for red and for green; the rest is blue's
    ColorTable table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double at = static_cast<double>(i) / 255;
        const auto rise = [at](double begin, double length) {
            return static_cast<int>(std::lround(255 * std::clamp((at - begin) / length, 0.0, 1.0)));
        };
        table[i] = qRgb(rise(0, third), rise(third, third), rise(2 * third, 1 - 2 * third));
    }
    return table;
}

} // namespace

const ColorTable& colorTable(ColorMap map) {
    static const std::array<ColorTable, colorMaps> tables{grey(), hot(), between(infernoAnchors),
                                                          between(viridisAnchors)};
    return tables.at(static_cast<std::size_t>(map));
}

QString nameOf(ColorMap map) {
    switch (map) {
    case ColorMap::Grey:
        return Texts::tr("Grey");
    case ColorMap::Hot:
        return Texts::tr("Hot");
    case ColorMap::Inferno:
        return Texts::tr("Inferno");
    case ColorMap::Viridis:
        break;
    }
    return Texts::tr("Viridis");
}

} // namespace laurel::ui
