#include "second_picture.h"

#include "laurel/ui_views/color_map.h"
#include "slice_image.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel::ui {

namespace {

WorldPoint minus(const WorldPoint& a, const WorldPoint& b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}

/// How many samples per voxel the second image deserves.
int finenessOf(const Volume& second, const PlaneLayout& layout) {
    constexpr double most = 4;
    const auto& spacing = second.geometry().spacing();
    const double finest = *std::ranges::min_element(spacing);
    const double own = std::max(layout.across().spacing, layout.down().spacing);
    return static_cast<int>(std::clamp(std::ceil(own / finest - 0.01), 1.0, most));
}

} // namespace

WorldPlane worldPlaneOf(const Geometry& geometry, const PlaneLayout& layout, std::int64_t slice,
                        int finer) {
    const auto at = [&](double column, double row) {
        const QPointF plane((column + 0.5) / finer - 0.5, (row + 0.5) / finer - 0.5);
        return geometry.toWorld(layout.toIndex(plane, static_cast<double>(slice)));
    };
    const WorldPoint origin = at(0, 0);
    return {origin,
            minus(at(1, 0), origin),
            minus(at(0, 1), origin),
            {layout.rows() * finer, layout.columns() * finer}};
}

const QImage& SecondPicture::picture(const SecondImage& second, const Geometry& base,
                                     const PlaneLayout& layout, std::int64_t slice) {
    if (volume_ != second.volume() || slice_ != slice) {
        volume_ = second.volume();
        slice_ = slice;
        sample(*volume_, base, layout, slice);
        look_.reset();
    }
    if (!look_ || look_->window != second.look().window || look_->map != second.look().map) {
        paint(second.look());
    }
    look_ = second.look();
    return picture_;
}

void SecondPicture::sample(const Volume& volume, const Geometry& base, const PlaneLayout& layout,
                           std::int64_t slice) {
    const WorldPlane plane = worldPlaneOf(base, layout, slice, finenessOf(volume, layout));
    size_ = plane.size;
    values_ = samplePlane(volume, plane, 0, std::numeric_limits<float>::quiet_NaN());
}

void SecondPicture::paint(const SecondLook& look) {
    const auto columns = static_cast<int>(size_.columns);
    const auto rows = static_cast<int>(size_.rows);
    picture_ = QImage(columns, rows, QImage::Format_ARGB32);
    const ColorTable& colors = colorTable(look.map);
    const float* value = values_.data();
    for (int row = 0; row < rows; ++row) {
        auto* pixel = reinterpret_cast<QRgb*>(picture_.scanLine(row));
        for (int column = 0; column < columns; ++column, ++value) {
            *pixel++ = std::isnan(*value)
                           ? 0
                           : colors[static_cast<std::size_t>(greyOf(*value, look.window))];
        }
    }
}

double swipeLine(const SecondLook& look, double width) {
    return std::round(look.swipeAt * width);
}

} // namespace laurel::ui
