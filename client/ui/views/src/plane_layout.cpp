#include "plane_layout.h"

#include "laurel/imaging/orientation.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr int leftRight = 0;
constexpr int frontBack = 1;
constexpr int upDown = 2;

PlaneLayout::Plane planeNormalTo(int patientAxis) {
    return patientAxis == upDown      ? PlaneLayout::Plane::Axial
           : patientAxis == leftRight ? PlaneLayout::Plane::Sagittal
                                      : PlaneLayout::Plane::Coronal;
}

std::int64_t strideOf(const GridSize& size, int axis) {
    return axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y;
}

int axisAlong(const Orientation& orientation, int patientAxis) {
    int axis = 0;
    while (orientation.patientAxis(axis) != patientAxis) {
        ++axis;
    }
    return axis;
}

} // namespace

PlaneLayout::PlaneLayout(const Geometry& geometry, int axis)
    : axis_(axis), plane_(planeNormalTo(Orientation::of(geometry.direction()).patientAxis(axis))),
      normalStride_(strideOf(geometry.size(), axis)) {
    const bool sagittal = plane_ == Plane::Sagittal;
    const bool axial = plane_ == Plane::Axial;
    across_ = runOf(geometry, sagittal ? frontBack : leftRight, true);
    down_ = runOf(geometry, axial ? frontBack : upDown, axial);
    letters_ = {sagittal ? "A" : "R", axial ? "A" : "S", sagittal ? "P" : "L", axial ? "P" : "I"};
}

PlaneLayout::Run PlaneLayout::runOf(const Geometry& geometry, int patientAxis, bool growsWithLps) {
    const Orientation orientation = Orientation::of(geometry.direction());
    Run run;
    run.axis = axisAlong(orientation, patientAxis);
    run.mirrored = orientation.isFlipped(run.axis) == growsWithLps;
    run.count = geometry.size()[run.axis];
    run.spacing = geometry.spacing()[static_cast<std::size_t>(run.axis)];
    run.stride = strideOf(geometry.size(), run.axis) * (run.mirrored ? -1 : 1);
    return run;
}

QSizeF PlaneLayout::sizeMm() const {
    return {static_cast<double>(across_.count) * across_.spacing,
            static_cast<double>(down_.count) * down_.spacing};
}

namespace {

double along(const PlaneLayout::Run& run, double coordinate) {
    return run.mirrored ? static_cast<double>(run.count - 1) - coordinate : coordinate;
}

} // namespace

QPointF PlaneLayout::toPlane(const ContinuousIndex& index) const {
    return {along(across_, component(index, across_.axis)),
            along(down_, component(index, down_.axis))};
}

ContinuousIndex PlaneLayout::toIndex(const QPointF& plane, double normal) const {
    ContinuousIndex index;
    setComponent(index, axis_, normal);
    setComponent(index, across_.axis, along(across_, plane.x()));
    setComponent(index, down_.axis, along(down_, plane.y()));
    return index;
}

std::int64_t PlaneLayout::firstOffset(std::int64_t slice) const noexcept {
    const auto start = [](const Run& run) {
        return run.mirrored ? (run.count - 1) * -run.stride : std::int64_t{0};
    };
    return slice * normalStride_ + start(across_) + start(down_);
}

PlaneRect PlaneRect::within(const PlaneLayout& layout) const noexcept {
    return {std::max<std::int64_t>(left, 0), std::max<std::int64_t>(top, 0),
            std::min(right, layout.columns() - 1), std::min(bottom, layout.rows() - 1)};
}

PlaneRect crossSection(const PlaneLayout& layout, std::int64_t slice, const VoxelBox& box) {
    if (box.empty() || slice < component(box.low, layout.axis()) ||
        slice > component(box.high, layout.axis())) {
        return {};
    }
    const auto ends = [&box](const PlaneLayout::Run& run) {
        const std::int64_t low = component(box.low, run.axis);
        const std::int64_t high = component(box.high, run.axis);
        return run.mirrored ? std::pair{run.count - 1 - high, run.count - 1 - low}
                            : std::pair{low, high};
    };
    const auto [left, right] = ends(layout.across());
    const auto [top, bottom] = ends(layout.down());
    return PlaneRect{left, top, right, bottom}.within(layout);
}

double component(const ContinuousIndex& index, int axis) noexcept {
    return axis == 0 ? index.x : axis == 1 ? index.y : index.z;
}

std::int64_t component(const VoxelIndex& index, int axis) noexcept {
    return axis == 0 ? index.x : axis == 1 ? index.y : index.z;
}

void setComponent(ContinuousIndex& index, int axis, double value) noexcept {
    (axis == 0 ? index.x : axis == 1 ? index.y : index.z) = value;
}

void setComponent(VoxelIndex& index, int axis, std::int64_t value) noexcept {
    (axis == 0 ? index.x : axis == 1 ? index.y : index.z) = value;
}

VoxelIndex nearestVoxel(const ContinuousIndex& index) noexcept {
    const auto nearest = [](double value) {
        return static_cast<std::int64_t>(std::floor(value + 0.5));
    };
    return {nearest(index.x), nearest(index.y), nearest(index.z)};
}

ContinuousIndex centreOf(const VoxelIndex& index) noexcept {
    return {static_cast<double>(index.x), static_cast<double>(index.y),
            static_cast<double>(index.z)};
}

} // namespace laurel::ui
