#include "device_grid.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

std::vector<int> borders(double origin, double length, std::int64_t count) {
    // Far outside the widget exactness does not matter, but an int must hold it.
    constexpr double limit = 1 << 24;
    std::vector<int> result(static_cast<std::size_t>(count) + 1);
    const double step = length / static_cast<double>(count);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double border = origin + static_cast<double>(i) * step;
        result[i] = static_cast<int>(std::ceil(std::clamp(border, -limit, limit) - 0.5));
    }
    return result;
}

/// First and last interval that reaches into [low, high].
std::pair<std::int64_t, std::int64_t> reaching(const std::vector<int>& borders, int low, int high) {
    const auto first = std::upper_bound(borders.begin(), borders.end(), low) - borders.begin() - 1;
    const auto last = std::upper_bound(borders.begin(), borders.end(), high) - borders.begin() - 1;
    const auto count = static_cast<std::int64_t>(borders.size()) - 1;
    return {std::max<std::int64_t>(first, 0), std::min<std::int64_t>(last, count - 1)};
}

} // namespace

DeviceGrid::DeviceGrid(const PlaneLayout& layout, const QRectF& plane, double devicePixelRatio)
    : whole(plane.topLeft() * devicePixelRatio, plane.size() * devicePixelRatio),
      xs(borders(whole.left(), whole.width(), layout.columns())),
      ys(borders(whole.top(), whole.height(), layout.rows())), pixelRatio(devicePixelRatio) {}

PlaneRect DeviceGrid::voxelsIn(const QRect& pixels) const {
    const auto [left, right] = reaching(xs, pixels.left(), pixels.right());
    const auto [top, bottom] = reaching(ys, pixels.top(), pixels.bottom());
    return {left, top, right, bottom};
}

} // namespace laurel::ui
