#include "overlay_picture.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/metrics/percentile.h"

#include <algorithm>
#include <cmath>
#include <png.h>
#include <string>

namespace laurel::cli {

namespace {

constexpr float fillOpacity = 0.34F;

/// The four pixels around a position, with bilinear weights.
struct Neighbours {
    std::array<std::size_t, 4> offsets;
    std::array<float, 4> weights;
};

Neighbours neighboursOf(double column, double row, const GridSize& size) {
    const double x = std::clamp(column, 0.0, static_cast<double>(size.x - 1));
    const double y = std::clamp(row, 0.0, static_cast<double>(size.y - 1));
    const auto x0 = static_cast<std::int64_t>(x);
    const auto y0 = static_cast<std::int64_t>(y);
    const std::int64_t x1 = std::min(x0 + 1, size.x - 1);
    const std::int64_t y1 = std::min(y0 + 1, size.y - 1);
    const auto fx = static_cast<float>(x - static_cast<double>(x0));
    const auto fy = static_cast<float>(y - static_cast<double>(y0));
    const auto at = [&](std::int64_t i, std::int64_t j) {
        return static_cast<std::size_t>(j * size.x + i);
    };
    return {{at(x0, y0), at(x1, y0), at(x0, y1), at(x1, y1)},
            {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy}};
}

/// The label with the greatest bilinear weight: edges become lines instead of stairs.
std::uint16_t labelAt(std::span<const std::uint16_t> plane, const Neighbours& around) {
    std::uint16_t best = 0;
    float bestWeight = -1;
    for (const std::size_t candidate : around.offsets) {
        float weight = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            weight += plane[around.offsets[i]] == plane[candidate] ? around.weights[i] : 0;
        }
        if (weight > bestWeight) {
            bestWeight = weight;
            best = plane[candidate];
        }
    }
    return best;
}

/// Labels of one slice at the tile's resolution, row-major.
std::vector<std::uint16_t> labelTile(const LabelMap& labels, std::int64_t slice, TileSize size) {
    const GridSize& grid = labels.geometry().size();
    const auto plane = labels.layer(0).subspan(static_cast<std::size_t>(slice * grid.x * grid.y),
                                               static_cast<std::size_t>(grid.x * grid.y));
    std::vector<std::uint16_t> tile;
    tile.reserve(static_cast<std::size_t>(size.width) * size.height);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            tile.push_back(labelAt(
                plane,
                neighboursOf((x + 0.5) * static_cast<double>(grid.x) / size.width - 0.5,
                             (y + 0.5) * static_cast<double>(grid.y) / size.height - 0.5, grid)));
        }
    }
    return tile;
}

/// Whether the label meets another one to its right or below, so that each border is drawn once.
bool isBorder(const std::vector<std::uint16_t>& tile, TileSize size, int x, int y) {
    const auto at = [&](int i, int j) {
        return tile[static_cast<std::size_t>(j) * size.width + i];
    };
    const std::uint16_t own = at(x, y);
    return (x + 1 < size.width && at(x + 1, y) != own) ||
           (y + 1 < size.height && at(x, y + 1) != own) ||
           (x > 0 && at(x - 1, y) != own && own != 0) || (y > 0 && at(x, y - 1) != own && own != 0);
}

void blend(std::uint8_t* pixel, const Color& color, float opacity) {
    const std::array<std::uint8_t, 3> channels{color.red, color.green, color.blue};
    for (int i = 0; i < 3; ++i) {
        pixel[i] = static_cast<std::uint8_t>(
            std::lround(pixel[i] * (1 - opacity) + channels[i] * opacity));
    }
}

void drawImage(Picture& picture, int left, int top, TileSize size, const TileContent& content,
               std::int64_t slice) {
    const GridSize& grid = content.geometry.size();
    const float* const plane = content.values.data() + slice * grid.x * grid.y;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const Neighbours around =
                neighboursOf((x + 0.5) * static_cast<double>(grid.x) / size.width - 0.5,
                             (y + 0.5) * static_cast<double>(grid.y) / size.height - 0.5, grid);
            float value = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                value += plane[around.offsets[i]] * around.weights[i];
            }
            const float grey =
                (value - content.window.low) / (content.window.high - content.window.low);
            const auto level = static_cast<std::uint8_t>(std::clamp(grey, 0.0F, 1.0F) * 255.0F);
            std::fill_n(picture.pixel(left + x, top + y), 3, level);
        }
    }
}

void drawLabels(Picture& picture, int left, int top, TileSize size, const LabelMap& labels,
                std::int64_t slice) {
    const std::vector<std::uint16_t> tile = labelTile(labels, slice, size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const std::uint16_t value = tile[static_cast<std::size_t>(y) * size.width + x];
            if (value == 0) {
                continue;
            }
            const Segment* const segment = labels.find(0, value);
            const Color color = segment != nullptr ? segment->color : defaultColor(value);
            blend(picture.pixel(left + x, top + y), color,
                  isBorder(tile, size, x, y) ? 1.0F : fillOpacity);
        }
    }
}

void drawOutline(Picture& picture, int left, int top, TileSize size, const LabelMap& labels,
                 std::int64_t slice) {
    const std::vector<std::uint16_t> tile = labelTile(labels, slice, size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            if (tile[static_cast<std::size_t>(y) * size.width + x] != 0 &&
                isBorder(tile, size, x, y)) {
                blend(picture.pixel(left + x, top + y), {255, 255, 255}, 0.85F);
            }
        }
    }
}

} // namespace

Window automaticWindow(const std::vector<float>& values) {
    float minimum = std::numeric_limits<float>::infinity();
    for (const float value : values) {
        minimum = std::isfinite(value) ? std::min(minimum, value) : minimum;
    }
    std::vector<float> above;
    std::copy_if(values.begin(), values.end(), std::back_inserter(above),
                 [&](float value) { return std::isfinite(value) && value > minimum; });
    if (above.empty()) {
        return {minimum, minimum + 1};
    }
    std::sort(above.begin(), above.end());
    const auto low = static_cast<float>(percentile(above, 1));
    const auto high = static_cast<float>(percentile(above, 99.5));
    return {low, std::max(high, std::nextafter(low, std::numeric_limits<float>::infinity()))};
}

TileSize tileSize(const Geometry& geometry, double scale) {
    const auto& spacing = geometry.spacing();
    const double pixelsPerMm = scale / std::min(spacing[0], spacing[1]);
    const auto side = [&](std::int64_t count, double step) {
        return std::max(
            1, static_cast<int>(std::lround(static_cast<double>(count) * step * pixelsPerMm)));
    };
    return {side(geometry.size().x, spacing[0]), side(geometry.size().y, spacing[1])};
}

void drawTile(Picture& picture, int left, int top, TileSize size, const TileContent& content,
              std::int64_t slice) {
    drawImage(picture, left, top, size, content, slice);
    if (content.labels != nullptr) {
        drawLabels(picture, left, top, size, *content.labels, slice);
    }
    if (content.reference != nullptr) {
        drawOutline(picture, left, top, size, *content.reference, slice);
    }
}

void writePng(const std::filesystem::path& path, const Picture& picture) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.width);
    image.height = static_cast<png_uint_32>(picture.height);
    image.format = PNG_FORMAT_RGB;
    writeThroughTemporary(path, [&](const std::filesystem::path& temporary) {
        if (png_image_write_to_file(&image, temporary.c_str(), 0, picture.rgb.data(), 0, nullptr) ==
            0) {
            throw Error(ErrorCode::Io, "cannot write " + path.string() + ": " + image.message);
        }
    });
}

} // namespace laurel::cli
