#pragma once

#include "label_plane.h"

#include <QPoint>

#include <vector>

namespace laurel::ui {

/// One closed border of a region of equal labels (face neighbours), along voxel edges.
struct RegionLoop {
    int layer = 0;
    std::uint16_t value = 0;
    /// Voxel corners where it turns; (0, 0) is the upper left corner of the plane. The region lies
    /// on the right hand of who walks along it.
    std::vector<QPoint> corners;
};

/// All borders of all labels but background, of every layer.
std::vector<RegionLoop> regionLoops(const LabelPlane& labels);

} // namespace laurel::ui
