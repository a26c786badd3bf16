#include "laurel/imaging/resampling.h"

#include "laurel/base/error.h"
#include "sampling_position.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <variant>

namespace laurel {

namespace {

/// Index in the source grid as a linear function of the index in the target grid.
class IndexMap {
  public:
    IndexMap(const Geometry& source, const Geometry& target)
        : start_(source.toIndex(target.toWorld(VoxelIndex{}))) {
        for (int axis = 0; axis < 3; ++axis) {
            const VoxelIndex unit{axis == 0, axis == 1, axis == 2};
            const ContinuousIndex end = source.toIndex(target.toWorld(unit));
            step_[axis] = {end.x - start_.x, end.y - start_.y, end.z - start_.z};
        }
    }

    ContinuousIndex at(std::int64_t x, std::int64_t y, std::int64_t z) const {
        const auto i = static_cast<double>(x);
        const auto j = static_cast<double>(y);
        const auto k = static_cast<double>(z);
        return {start_.x + i * step_[0].x + j * step_[1].x + k * step_[2].x,
                start_.y + i * step_[0].y + j * step_[1].y + k * step_[2].y,
                start_.z + i * step_[0].z + j * step_[1].z + k * step_[2].z};
    }

  private:
    ContinuousIndex start_;
    std::array<ContinuousIndex, 3> step_;
};

bool isInGrid(const ContinuousIndex& index, const GridSize& size) {
    return isInside(index.x, size.x) && isInside(index.y, size.y) && isInside(index.z, size.z);
}

/// The two voxels around a position inside, and how much the upper one weighs.
struct Neighbours {
    std::int64_t lower = 0;
    std::int64_t upper = 0;
    float weight = 0;
};

Neighbours neighboursOf(double position, std::int64_t extent) {
    const double clamped = std::clamp(position, 0.0, static_cast<double>(extent - 1));
    const double whole = std::floor(clamped + positionRounding);
    const double weight = clamped - whole;
    const auto lower = static_cast<std::int64_t>(whole);
    if (weight <= positionRounding) {
        return {lower, lower, 0};
    }
    return {lower, lower + 1, static_cast<float>(weight)};
}

float mix(float a, float b, float weight) {
    return weight == 0 ? a : a + weight * (b - a);
}

/// @param values of a frame as stored, x fastest
template <typename T>
float interpolate(std::span<const T> values, const GridSize& size, const ContinuousIndex& index) {
    const Neighbours x = neighboursOf(index.x, size.x);
    const Neighbours y = neighboursOf(index.y, size.y);
    const Neighbours z = neighboursOf(index.z, size.z);
    const auto alongX = [&](std::int64_t row) {
        const T* const line = values.data() + row * size.x;
        return mix(static_cast<float>(line[x.lower]), static_cast<float>(line[x.upper]), x.weight);
    };
    const auto alongXY = [&](std::int64_t slice) {
        const std::int64_t first = slice * size.y;
        return mix(alongX(first + y.lower), alongX(first + y.upper), y.weight);
    };
    return mix(alongXY(z.lower), alongXY(z.upper), z.weight);
}

/// Calls sample(index in the source) for each voxel of the target, x fastest.
template <typename Sample>
void forEachVoxel(const Geometry& source, const Geometry& target, const Sample& sample) {
    const IndexMap map(source, target);
    for (std::int64_t z = 0; z < target.size().z; ++z) {
        for (std::int64_t y = 0; y < target.size().y; ++y) {
            for (std::int64_t x = 0; x < target.size().x; ++x) {
                sample(map.at(x, y, z));
            }
        }
    }
}

} // namespace

Volume resampleLinear(const Volume& volume, const Geometry& target, std::int64_t frame,
                      float outside) {
    const std::vector<float> values = volume.toFloat(frame);
    const GridSize& size = volume.geometry().size();
    std::vector<float> result;
    result.reserve(static_cast<std::size_t>(target.size().voxels()));
    forEachVoxel(volume.geometry(), target, [&](const ContinuousIndex& index) {
        result.push_back(isInGrid(index, size) ? interpolate<float>(values, size, index) : outside);
    });
    Volume resampled(target, std::move(result));
    resampled.modality = volume.modality;
    resampled.description = volume.description;
    return resampled;
}

LabelMap resampleNearest(const LabelMap& labels, const Geometry& target) {
    const Geometry& source = labels.geometry();
    const GridSize& size = source.size();
    LabelMap result(target, labels.layers());
    std::size_t at = 0;
    forEachVoxel(source, target, [&](const ContinuousIndex& index) {
        if (isInGrid(index, size)) {
            const VoxelIndex nearest{nearestTo(index.x, size.x), nearestTo(index.y, size.y),
                                     nearestTo(index.z, size.z)};
            for (int layer = 0; layer < labels.layers(); ++layer) {
                result.layer(layer)[at] = labels.at(nearest, layer);
            }
        }
        ++at;
    });
    for (const Segment& segment : labels.segments()) {
        result.addSegment(segment);
    }
    return result;
}

namespace {

WorldPoint moved(const WorldPoint& from, const WorldPoint& step, double times) {
    return {from.x + times * step.x, from.y + times * step.y, from.z + times * step.z};
}

ContinuousIndex between(const ContinuousIndex& from, const ContinuousIndex& to) {
    return {to.x - from.x, to.y - from.y, to.z - from.z};
}

} // namespace

std::vector<float> samplePlane(const Volume& volume, const WorldPlane& plane, std::int64_t frame,
                               float outside) {
    if (frame < 0 || frame >= volume.frames()) {
        throw Error(ErrorCode::InvalidArgument, "the image has no frame " + std::to_string(frame));
    }
    const Geometry& geometry = volume.geometry();
    const GridSize& size = geometry.size();
    const ContinuousIndex origin = geometry.toIndex(plane.origin);
    const ContinuousIndex across =
        between(origin, geometry.toIndex(moved(plane.origin, plane.columnStep, 1)));
    const ContinuousIndex down =
        between(origin, geometry.toIndex(moved(plane.origin, plane.rowStep, 1)));
    const auto slope = static_cast<float>(volume.rescale().slope);
    const auto intercept = static_cast<float>(volume.rescale().intercept);
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(plane.size.rows * plane.size.columns));
    std::visit(
        [&]<typename T>(const std::vector<T>&) {
            const std::span<const T> stored = volume.frame<T>(frame);
            for (std::int64_t row = 0; row < plane.size.rows; ++row) {
                for (std::int64_t column = 0; column < plane.size.columns; ++column) {
                    const auto r = static_cast<double>(row);
                    const auto c = static_cast<double>(column);
                    const ContinuousIndex at{origin.x + c * across.x + r * down.x,
                                             origin.y + c * across.y + r * down.y,
                                             origin.z + c * across.z + r * down.z};
                    values.push_back(isInGrid(at, size)
                                         ? interpolate(stored, size, at) * slope + intercept
                                         : outside);
                }
            }
        },
        volume.pixels());
    return values;
}

} // namespace laurel
