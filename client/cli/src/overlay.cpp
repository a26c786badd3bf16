#include "overlay.h"

#include "plane_view.h"

#include "laurel/imaging/orientation.h"
#include "laurel/metrics/percentile.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

constexpr Color groundColor{0x0F, 0x12, 0x14};
constexpr Color textColor{0xB3, 0xBC, 0xC4};
constexpr Color quietColor{0x8E, 0x99, 0xA3};
constexpr Color white{255, 255, 255};
constexpr double fillOpacity = 0.34;
constexpr double outlineWidth = 1.6;
constexpr double referenceWidth = 1.2;
constexpr std::int64_t gutter = 12;
constexpr std::int64_t legendRow = 20;
constexpr std::int64_t pictureWidth = 1280;
constexpr std::int64_t tallestTile = 560;

PlaneSize planeOf(const Geometry& geometry) {
    return {geometry.size().y, geometry.size().x};
}

std::vector<float> slicePlane(const std::vector<float>& values, const Geometry& geometry,
                              std::int64_t slice) {
    const std::int64_t count = geometry.size().x * geometry.size().y;
    const auto first = values.begin() + slice * count;
    return {first, first + count};
}

bool occursIn(const LabelMap& labels, std::int64_t slice) {
    const std::int64_t count = labels.geometry().size().x * labels.geometry().size().y;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const auto plane = labels.layer(layer).subspan(static_cast<std::size_t>(slice * count),
                                                       static_cast<std::size_t>(count));
        if (std::ranges::any_of(plane, [](std::uint16_t value) { return value != 0; })) {
            return true;
        }
    }
    return false;
}

/// 1 where the segment is in this slice; empty where it is nowhere.
std::vector<float> segmentPlane(const LabelMap& labels, const Segment& segment,
                                std::int64_t slice) {
    const std::int64_t count = labels.geometry().size().x * labels.geometry().size().y;
    const auto plane =
        labels.layer(segment.layer)
            .subspan(static_cast<std::size_t>(slice * count), static_cast<std::size_t>(count));
    if (std::ranges::find(plane, segment.value) == plane.end()) {
        return {};
    }
    std::vector<float> mask(plane.size());
    std::ranges::transform(plane, mask.begin(), [&](std::uint16_t value) {
        return value == segment.value ? 1.0F : 0.0F;
    });
    return mask;
}

struct Window {
    float low = 0;
    float high = 1;
};

Window windowOf(std::vector<float> values) {
    std::erase_if(values, [](float value) { return !std::isfinite(value); });
    if (values.empty()) {
        return {};
    }
    std::ranges::sort(values);
    const auto low = static_cast<float>(percentile(values, 1));
    const auto high = static_cast<float>(percentile(values, 99.5));
    return {low, high > low ? high : low + 1};
}

struct Tile {
    std::int64_t x = 0; ///< upper left corner on the canvas
    std::int64_t y = 0;
    PlaneSize size;
};

void drawGrey(Canvas& canvas, const Tile& tile, const std::vector<float>& values,
              const Window& window) {
    for (std::int64_t row = 0; row < tile.size.rows; ++row) {
        for (std::int64_t column = 0; column < tile.size.columns; ++column) {
            const float value = values[static_cast<std::size_t>(row * tile.size.columns + column)];
            const float share = (value - window.low) / (window.high - window.low);
            const auto grey = static_cast<std::uint8_t>(
                std::isfinite(share) ? std::clamp(share, 0.0F, 1.0F) * 255 : 0);
            canvas.blend(tile.x + column, tile.y + row, {grey, grey, grey}, 1);
        }
    }
}

/// @param fill    opacity inside
/// @param width   of the outline
/// @param inwards how far the outline's middle lies inside the border, so that neighbours show both
void drawSegment(Canvas& canvas, const Tile& tile, const std::vector<float>& distance,
                 const Color& color, double fill, double width, double inwards) {
    for (std::int64_t row = 0; row < tile.size.rows; ++row) {
        for (std::int64_t column = 0; column < tile.size.columns; ++column) {
            const double d = distance[static_cast<std::size_t>(row * tile.size.columns + column)];
            const double inside = fill * std::clamp(d + 0.5, 0.0, 1.0);
            const double line = std::clamp(width / 2 + 0.5 - std::abs(d - inwards), 0.0, 1.0);
            canvas.blend(tile.x + column, tile.y + row, color, std::max(inside, line));
        }
    }
}

/// Reoriented for the screen; `slices` keep their numbers, as the third axis stays as it is.
struct Prepared {
    std::vector<float> values;
    Geometry geometry;
    std::optional<LabelMap> labels;
    std::optional<LabelMap> reference;
    PlaneView view;
};

Prepared prepare(const OverlayScene& scene) {
    Prepared result;
    result.view = planeViewOf(scene.image.geometry().direction());
    const Orientation wanted(result.view.orientation);
    const Volume image = reorient(scene.image, wanted);
    result.values = image.toFloat();
    result.geometry = image.geometry();
    if (scene.labels) {
        result.labels = reorient(*scene.labels, wanted);
        result.labels->nameUnlabelled();
    }
    if (scene.reference) {
        result.reference = reorient(*scene.reference, wanted);
        result.reference->nameUnlabelled();
    }
    return result;
}

void drawLabels(Canvas& canvas, const Tile& tile, const LabelMap& labels, std::int64_t slice,
                const Crop& crop, bool isReference) {
    for (const Segment& segment : labels.segments()) {
        const std::vector<float> mask = segmentPlane(labels, segment, slice);
        if (mask.empty()) {
            continue;
        }
        const auto distance = borderDistance(mask, planeOf(labels.geometry()), crop, tile.size);
        if (isReference) {
            drawSegment(canvas, tile, distance, white, 0, referenceWidth, 0);
        } else {
            drawSegment(canvas, tile, distance, segment.color, fillOpacity, outlineWidth,
                        outlineWidth / 2);
        }
    }
}

/// Readable on bright tissue too.
void drawShadowed(Canvas& canvas, double x, double y, const std::string& text, double size) {
    canvas.text(x + 1, y + 1, text, {}, size);
    canvas.text(x, y, text, textColor, size);
}

void drawCaptions(Canvas& canvas, const Tile& tile, const PlaneView& view, std::int64_t slice) {
    const auto x = static_cast<double>(tile.x);
    const auto y = static_cast<double>(tile.y);
    const auto rows = static_cast<double>(tile.size.rows);
    const auto columns = static_cast<double>(tile.size.columns);
    drawShadowed(canvas, x + 8, y + rows - 8, "slice " + std::to_string(slice), 9);
    drawShadowed(canvas, x + 8, y + rows / 2 + 5, std::string(1, view.leftTop[0]), 10);
    drawShadowed(canvas, x + columns / 2 - 4, y + 18, std::string(1, view.leftTop[1]), 10);
}

void drawTile(Canvas& canvas, const Tile& tile, const Prepared& scene, std::int64_t slice,
              const Crop& crop, const Window& window) {
    const auto plane = slicePlane(scene.values, scene.geometry, slice);
    drawGrey(canvas, tile, sampleTile(plane, planeOf(scene.geometry), crop, tile.size), window);
    if (scene.labels) {
        drawLabels(canvas, tile, *scene.labels, slice, crop, false);
    }
    if (scene.reference) {
        drawLabels(canvas, tile, *scene.reference, slice, crop, true);
    }
    drawCaptions(canvas, tile, scene.view, slice);
}

struct LegendEntry {
    std::string name;
    Color color;
    bool isReference = false;
};

bool isSided(const std::string& name) {
    return name.size() > 2 && (name.ends_with("_L") || name.ends_with("_R"));
}

/// Without the side, unless the other side has another colour.
std::string legendName(const Segment& segment, const LabelMap& labels) {
    if (!isSided(segment.name)) {
        return segment.name;
    }
    const std::string name = segment.name.substr(0, segment.name.size() - 2);
    const Segment* other = labels.findByName(name + (segment.name.ends_with("_L") ? "_R" : "_L"));
    return other == nullptr || other->color == segment.color ? name
                                                             : name + " " + segment.name.back();
}

std::vector<LegendEntry> legendOf(const Prepared& scene, const std::vector<std::int64_t>& slices) {
    std::vector<LegendEntry> entries;
    for (const Segment& segment :
         scene.labels ? scene.labels->segments() : std::vector<Segment>{}) {
        const bool shown = std::ranges::any_of(slices, [&](std::int64_t slice) {
            return !segmentPlane(*scene.labels, segment, slice).empty();
        });
        const std::string name = legendName(segment, *scene.labels);
        const bool listed = std::ranges::any_of(
            entries, [&](const LegendEntry& entry) { return entry.name == name; });
        if (shown && !listed) {
            entries.push_back({name, segment.color, false});
        }
    }
    if (scene.reference) {
        entries.push_back({"reference", white, true});
    }
    return entries;
}

struct PlacedEntry {
    LegendEntry entry;
    std::int64_t x = 0;
    std::int64_t row = 0;
};

std::vector<PlacedEntry> placeLegend(const std::vector<LegendEntry>& entries, std::int64_t width) {
    constexpr std::int64_t swatch = 18;
    std::vector<PlacedEntry> placed;
    std::int64_t x = gutter;
    std::int64_t row = 0;
    for (const LegendEntry& entry : entries) {
        const auto length = swatch + std::llround(Canvas::textWidth(entry.name)) + 22;
        if (x > gutter && x + length > width) {
            x = gutter;
            ++row;
        }
        placed.push_back({entry, x, row});
        x += length;
    }
    return placed;
}

void drawLegend(Canvas& canvas, const std::vector<PlacedEntry>& entries, std::int64_t top) {
    constexpr std::int64_t side = 11;
    for (const auto& [entry, x, row] : entries) {
        const std::int64_t y = top + row * legendRow;
        if (!entry.isReference) {
            canvas.fill(x, y, side, side, entry.color, fillOpacity);
        }
        canvas.fill(x, y, side, 1, entry.color);
        canvas.fill(x, y + side - 1, side, 1, entry.color);
        canvas.fill(x, y + 1, 1, side - 2, entry.color);
        canvas.fill(x + side - 1, y + 1, 1, side - 2, entry.color);
        canvas.text(static_cast<double>(x + 18), static_cast<double>(y + 10), entry.name,
                    entry.isReference ? quietColor : textColor);
    }
}

PlaneSize tileSize(const Crop& crop, const Geometry& geometry, std::int64_t columns) {
    const double width = static_cast<double>(crop.columns) * geometry.spacing()[0];
    const double height = static_cast<double>(crop.rows) * geometry.spacing()[1];
    const std::int64_t room = (pictureWidth - gutter * (columns + 1)) / columns;
    const double scale =
        std::min(static_cast<double>(room) / width, static_cast<double>(tallestTile) / height);
    return {std::max<std::int64_t>(1, std::llround(height * scale)),
            std::max<std::int64_t>(1, std::llround(width * scale))};
}

/// As few columns, so as large tiles, as keep the picture within a screen's height.
std::int64_t columnsFor(std::size_t tiles, const Crop& crop, const Geometry& geometry) {
    constexpr std::int64_t tallestPicture = 1000;
    const auto count = static_cast<std::int64_t>(tiles);
    for (std::int64_t columns = 1; columns < count; ++columns) {
        const std::int64_t rows = (count + columns - 1) / columns;
        if (rows * (tileSize(crop, geometry, columns).rows + gutter) <= tallestPicture) {
            return columns;
        }
    }
    return count;
}

} // namespace

std::vector<std::int64_t> chooseSlices(const OverlayScene& scene, std::int64_t first,
                                       std::int64_t last, std::size_t most) {
    std::vector<std::int64_t> all;
    std::vector<std::int64_t> labelled;
    for (std::int64_t slice = first; slice <= last; ++slice) {
        all.push_back(slice);
        if ((scene.labels && occursIn(*scene.labels, slice)) ||
            (scene.reference && occursIn(*scene.reference, slice))) {
            labelled.push_back(slice);
        }
    }
    const auto& from = labelled.empty() ? all : labelled;
    if (from.size() <= most) {
        return from;
    }
    std::vector<std::int64_t> chosen;
    for (std::size_t i = 0; i < most; ++i) {
        chosen.push_back(from[(2 * i + 1) * from.size() / (2 * most)]);
    }
    return chosen;
}

Canvas drawOverlay(const OverlayScene& scene, const std::vector<std::int64_t>& slices) {
    const Prepared prepared = prepare(scene);
    const Crop crop = cropToBody(prepared.values, prepared.geometry, slices);
    const Window window = windowOf(prepared.values);
    const std::int64_t columns = columnsFor(slices.size(), crop, prepared.geometry);
    const PlaneSize size = tileSize(crop, prepared.geometry, columns);
    const std::int64_t rows = (static_cast<std::int64_t>(slices.size()) + columns - 1) / columns;
    const std::int64_t width = columns * size.columns + gutter * (columns + 1);
    const auto legend = placeLegend(legendOf(prepared, slices), width);
    const std::int64_t legendRows = legend.empty() ? 0 : legend.back().row + 1;
    const std::int64_t legendTop = gutter + rows * (size.rows + gutter);
    Canvas canvas(width, legendTop + legendRows * legendRow, groundColor);
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const auto place = static_cast<std::int64_t>(i);
        const Tile tile{gutter + place % columns * (size.columns + gutter),
                        gutter + place / columns * (size.rows + gutter), size};
        drawTile(canvas, tile, prepared, slices[i], crop, window);
    }
    drawLegend(canvas, legend, legendTop);
    return canvas;
}

} // namespace laurel
