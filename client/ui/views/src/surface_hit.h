#pragma once

#include "laurel/edit/paint_rules.h"

#include "surface_picture.h"

#include <QPointF>

#include <optional>

/// From the picture of a surface to the patient, and back.
namespace laurel::ui {

struct SurfaceHit {
    std::size_t segment = 0;      ///< in LabelMap::segments() of what the mesh was made of
    WorldPoint at;                ///< on the surface
    std::array<double, 3> away{}; ///< LPS, of length 1: along the look, into what was hit
};

/// What is seen at a place of `pictureOf` with the same arguments: the nearest surface; none where
/// the picture is transparent. A few milliseconds.
std::optional<SurfaceHit> surfaceAt(const SurfaceMesh& mesh, const SurfacePaints& paints,
                                    const SurfaceOutlook& from, const QSize& pixels,
                                    const QPointF& place);

/// The first voxel of the segment behind its surface, which was smoothed and may lie a little
/// before it; else the one that the surface passes through, which may lie beyond the grid.
VoxelIndex voxelBehind(const SurfaceHit& hit, const LabelMap& labels, const SegmentKey& key);

/// Where a point of the patient is seen, whatever lies before it.
QPointF seenAt(const SurfaceMesh& mesh, const SurfaceOutlook& from, const QSize& pixels,
               const WorldPoint& point);

} // namespace laurel::ui
