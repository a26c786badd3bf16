#include "slice_image.h"

#include "laurel/ui_views/color_map.h"
#include "plane_samples.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

namespace laurel::ui {

namespace {

/// grey = value × gain + offset, cut to 0 to 255.
struct GreyLine {
    float gain;
    float offset;
};

GreyLine lineOf(const GreyWindow& window) {
    const double width = std::max(window.width, std::numeric_limits<double>::min());
    const double gain = (window.inverted ? -255 : 255) / width;
    return {static_cast<float>(gain), static_cast<float>(127.5 - gain * window.level)};
}

int cut(float grey) {
    // Written so that a NaN becomes black.
    const float limited = grey > 0 ? std::min(grey, 255.0F) : 0.0F;
    // Never negative, and lround would cost a call for each pixel.
    return static_cast<int>(limited + 0.5F); // NOLINT(bugprone-incorrect-roundings)
}

} // namespace

int greyOf(double value, const GreyWindow& window) {
    const GreyLine line = lineOf(window);
    return cut(static_cast<float>(value) * line.gain + line.offset);
}

const QImage& SliceImage::picture(const Volume& volume, std::int64_t frame,
                                  const PlaneLayout& layout, std::int64_t slice,
                                  const GreyWindow& window, ColorMap map) {
    if (slice_ != slice || frame_ != frame) {
        takeSlice(volume, frame, layout, slice);
        slice_ = slice;
        frame_ = frame;
        window_.reset();
    }
    if (window_ != window || map_ != map) {
        paint(layout, window, map);
        window_ = window;
        map_ = map;
    }
    return picture_;
}

void SliceImage::takeSlice(const Volume& volume, std::int64_t frame, const PlaneLayout& layout,
                           std::int64_t slice) {
    const PlaneRect all = PlaneRect::all(layout);
    values_.resize(static_cast<std::size_t>(layout.columns() * layout.rows()));
    const auto slope = static_cast<float>(volume.rescale().slope);
    const auto intercept = static_cast<float>(volume.rescale().intercept);
    std::visit(
        [&]<typename T>(const std::vector<T>&) {
            float* out = values_.data();
            forEachSample(volume.frame<T>(frame), layout, slice, all,
                          [&](std::int64_t, std::int64_t, T sample) {
                              *out++ = static_cast<float>(sample) * slope + intercept;
                          });
        },
        volume.pixels());
}

void SliceImage::paint(const PlaneLayout& layout, const GreyWindow& window, ColorMap map) {
    const auto columns = static_cast<int>(layout.columns());
    const auto rows = static_cast<int>(layout.rows());
    if (picture_.isNull()) {
        picture_ = QImage(columns, rows, QImage::Format_RGB32);
    }
    const GreyLine line = lineOf(window);
    const ColorTable& colors = colorTable(map);
    const float* value = values_.data();
    for (int row = 0; row < rows; ++row) {
        auto* pixel = reinterpret_cast<QRgb*>(picture_.scanLine(row));
        for (int column = 0; column < columns; ++column) {
            const int grey = cut(*value++ * line.gain + line.offset);
            *pixel++ = colors[static_cast<std::size_t>(grey)];
        }
    }
}

} // namespace laurel::ui
