#include "surface_hit.h"

#include "surface_camera.h"

namespace laurel::ui {

namespace {

/// How far away a triangle is at a place; none beside it, and where it is seen from inside.
std::optional<float> depthAt(const std::array<Seen, 3>& corners, float x, float y) {
    const auto twiceArea = [](const Seen& a, const Seen& b, float toX, float toY) {
        return (b[0] - a[0]) * (toY - a[1]) - (b[1] - a[1]) * (toX - a[0]);
    };
    const auto& [a, b, c] = corners;
    const float area = twiceArea(a, b, c[0], c[1]);
    if (!(area < 0)) {
        return std::nullopt;
    }
    const float ofA = twiceArea(b, c, x, y) / area;
    const float ofB = twiceArea(c, a, x, y) / area;
    const float ofC = twiceArea(a, b, x, y) / area;
    if (ofA < 0 || ofB < 0 || ofC < 0) {
        return std::nullopt;
    }
    return ofA * a[2] + ofB * b[2] + ofC * c[2];
}

} // namespace

std::optional<SurfaceHit> surfaceAt(const SurfaceMesh& mesh, const SurfacePaints& paints,
                                    const SurfaceOutlook& from, const QSize& pixels,
                                    const QPointF& place) {
    const SurfaceCamera camera(from, mesh, pixels);
    const auto x = static_cast<float>(place.x());
    const auto y = static_cast<float>(place.y());
    const auto seen = [&](std::uint32_t corner) {
        return camera.placed(camera.turned(mesh.corners[corner].at));
    };
    std::optional<SurfaceHit> hit;
    float nearest = 0;
    for (const SurfacePart& part : mesh.parts) {
        if (part.segment >= paints.size() || !paints[part.segment]) {
            continue;
        }
        for (std::size_t i = part.first; i < part.first + part.count; ++i) {
            const auto& [a, b, c] = mesh.triangles[i];
            const auto depth = depthAt({seen(a), seen(b), seen(c)}, x, y);
            if (depth && (!hit || *depth < nearest)) {
                nearest = *depth;
                hit = SurfaceHit{part.segment, {}, {}};
            }
        }
    }
    if (hit) {
        const auto patient = camera.patientAt({x, y, nearest});
        const auto away = camera.unturned({0, 0, 1});
        hit->at = {mesh.middle.x + patient[0], mesh.middle.y + patient[1],
                   mesh.middle.z + patient[2]};
        hit->away = {away[0], away[1], away[2]};
    }
    return hit;
}

/// The first voxel of the segment behind its surface, which was smoothed and may lie a little
/// before it; else the one that the surface passes through.
VoxelIndex voxelBehind(const SurfaceHit& hit, const LabelMap& labels, const SegmentKey& key) {
    const Geometry& geometry = labels.geometry();
    const auto [least, most] = std::ranges::minmax(geometry.spacing());
    const auto voxelAt = [&](double deep) {
        const ContinuousIndex index =
            geometry.toIndex({hit.at.x + deep * hit.away[0], hit.at.y + deep * hit.away[1],
                              hit.at.z + deep * hit.away[2]});
        return VoxelIndex{std::llround(index.x), std::llround(index.y), std::llround(index.z)};
    };
    const double step = least / 2;
    const auto steps = static_cast<int>(3 * most / step);
    for (int i = 0; i <= steps; ++i) {
        const VoxelIndex voxel = voxelAt(i * step);
        if (geometry.contains(voxel) && labels.at(voxel, key.layer) == key.value) {
            return voxel;
        }
    }
    return voxelAt(0);
}

QPointF seenAt(const SurfaceMesh& mesh, const SurfaceOutlook& from, const QSize& pixels,
               const WorldPoint& point) {
    const SurfaceCamera camera(from, mesh, pixels);
    const Seen seen = camera.placed(camera.turned({static_cast<float>(point.x - mesh.middle.x),
                                                   static_cast<float>(point.y - mesh.middle.y),
                                                   static_cast<float>(point.z - mesh.middle.z)}));
    return {seen[0], seen[1]};
}

} // namespace laurel::ui
