#pragma once

#include "surface_mesh.h"

#include <QColor>
#include <QImage>
#include <QSize>

#include <optional>
#include <vector>

namespace laurel::ui {

/// From where surfaces are seen, without perspective. A value.
struct SurfaceOutlook {
    double turn = 0; ///< radians about the axis to the head: 0 from the front, more: from the left
    double tilt = 0; ///< radians: above 0 from higher up
    double zoom = 1; ///< 1: all of it fits, however it is turned
};

struct SurfacePaint {
    QColor color;
    bool hatched = false; ///< nobody has accepted it yet
};
/// By segment; none: not shown.
using SurfacePaints = std::vector<std::optional<SurfacePaint>>;

/// @return transparent where there is no surface. For a thread of its own.
QImage pictureOf(const SurfaceMesh& mesh, const SurfacePaints& paints, const SurfaceOutlook& from,
                 const QSize& pixels);

} // namespace laurel::ui
