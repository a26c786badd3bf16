#pragma once

#include "plane_layout.h"

#include <QRect>
#include <QRectF>

#include <vector>

namespace laurel::ui {

/// Which device pixels each voxel of a plane covers: those whose centre lies in it. Fills and
/// outlines share it, so that they meet exactly at any zoom.
struct DeviceGrid {
    QRectF whole;        ///< the plane in device pixels
    std::vector<int> xs; ///< first pixel of each column, and one past the last column
    std::vector<int> ys; ///< the same for rows
    double pixelRatio = 1;

    /// @param plane the whole plane, in device-independent pixels
    DeviceGrid(const PlaneLayout& layout, const QRectF& plane, double devicePixelRatio);

    QRect pixelsOf(std::int64_t firstColumn, std::int64_t endColumn, std::int64_t row) const {
        const int left = xs[static_cast<std::size_t>(firstColumn)];
        const int top = ys[static_cast<std::size_t>(row)];
        return {left, top, xs[static_cast<std::size_t>(endColumn)] - left,
                ys[static_cast<std::size_t>(row) + 1] - top};
    }
    /// The voxels that reach into these device pixels.
    PlaneRect voxelsIn(const QRect& pixels) const;
};

} // namespace laurel::ui
