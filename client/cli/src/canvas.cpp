#include "canvas.h"

#include "stroke_font.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <png.h>

namespace laurel {

namespace {

constexpr double capitalHeight = 12; ///< of the stroke font, in its units
constexpr double gap = 3;            ///< between glyphs

struct Point {
    double x = 0;
    double y = 0;
};

double distanceToSegment(const Point& p, const Point& a, const Point& b) {
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    const double along =
        length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0;
    return std::hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}

int digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/// The strokes of a glyph as line segments in pixels.
std::vector<std::pair<Point, Point>> segmentsOf(const Glyph& glyph, double x, double baseline,
                                                double scale) {
    std::vector<std::pair<Point, Point>> segments;
    bool penDown = false;
    Point last;
    for (std::size_t i = 0; i + 1 < glyph.strokes.size();) {
        if (glyph.strokes[i] == ' ') {
            penDown = false;
            ++i;
            continue;
        }
        const Point next{x + digit(glyph.strokes[i]) * scale,
                         baseline + (digit(glyph.strokes[i + 1]) - capitalHeight) * scale};
        if (penDown) {
            segments.emplace_back(last, next);
        }
        last = next;
        penDown = true;
        i += 2;
    }
    return segments;
}

} // namespace

Canvas::Canvas(std::int64_t width, std::int64_t height, const Color& background)
    : width_(width), height_(height), bytes_(static_cast<std::size_t>(width * height * 3)) {
    fill(0, 0, width, height, background);
}

void Canvas::blend(std::int64_t x, std::int64_t y, const Color& color, double opacity) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_ || opacity <= 0) {
        return;
    }
    std::uint8_t* pixel = &bytes_[static_cast<std::size_t>((y * width_ + x) * 3)];
    const double weight = std::min(opacity, 1.0);
    const auto mix = [&](std::uint8_t below, std::uint8_t above) {
        return static_cast<std::uint8_t>(std::lround(below * (1 - weight) + above * weight));
    };
    pixel[0] = mix(pixel[0], color.red);
    pixel[1] = mix(pixel[1], color.green);
    pixel[2] = mix(pixel[2], color.blue);
}

void Canvas::fill(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height,
                  const Color& color, double opacity) {
    for (std::int64_t row = y; row < y + height; ++row) {
        for (std::int64_t column = x; column < x + width; ++column) {
            blend(column, row, color, opacity);
        }
    }
}

void Canvas::text(double x, double y, const std::string& text, const Color& color, double size) {
    const double scale = size / capitalHeight;
    const double halfPen = std::max(0.55, size / 16);
    for (const char character : text) {
        const Glyph& glyph = glyphOf(character);
        const auto segments = segmentsOf(glyph, x, y, scale);
        const auto left = static_cast<std::int64_t>(std::floor(x - 2));
        const auto right = static_cast<std::int64_t>(std::ceil(x + glyph.width * scale + 2));
        const auto top = static_cast<std::int64_t>(std::floor(y - size - 2));
        const auto bottom = static_cast<std::int64_t>(std::ceil(y + size / 2 + 2));
        for (std::int64_t row = top; row <= bottom; ++row) {
            for (std::int64_t column = left; column <= right; ++column) {
                double distance = std::numeric_limits<double>::infinity();
                const Point here{static_cast<double>(column), static_cast<double>(row)};
                for (const auto& [a, b] : segments) {
                    distance = std::min(distance, distanceToSegment(here, a, b));
                }
                blend(column, row, color, std::clamp(halfPen + 0.5 - distance, 0.0, 1.0));
            }
        }
        x += (glyph.width + gap) * scale;
    }
}

double Canvas::textWidth(const std::string& text, double size) {
    double units = text.empty() ? 0 : -gap;
    for (const char character : text) {
        units += glyphOf(character).width + gap;
    }
    return units * size / capitalHeight;
}

void writePng(const std::string& path, const Canvas& canvas) {
    writeThroughTemporary(path, [&](const std::filesystem::path& temporary) {
        png_image image{};
        image.version = PNG_IMAGE_VERSION;
        image.width = static_cast<png_uint_32>(canvas.width());
        image.height = static_cast<png_uint_32>(canvas.height());
        image.format = PNG_FORMAT_RGB;
        if (png_image_write_to_file(&image, temporary.c_str(), 0, canvas.bytes().data(), 0,
                                    nullptr) == 0) {
            throw Error(ErrorCode::Io, "cannot write " + path + ": " + image.message);
        }
    });
}

} // namespace laurel
