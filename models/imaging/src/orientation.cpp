#include "laurel/imaging/orientation.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace laurel {

namespace {

// The letter at p names growth along LPS axis p, the one at 3 + p growth against it.
constexpr std::string_view axisLetters = "LPSRAI";

/// How each axis of a reoriented grid is read from the grid it comes from.
struct AxisPlan {
    std::array<int, 3> source{};
    std::array<bool, 3> flip{};

    bool isIdentity() const {
        return source == std::array<int, 3>{0, 1, 2} && flip == std::array<bool, 3>{};
    }
};

AxisPlan planFor(const Geometry& geometry, const Orientation& wanted) {
    const Orientation present = Orientation::of(geometry.direction());
    AxisPlan plan;
    for (int axis = 0; axis < 3; ++axis) {
        int source = 0;
        while (present.patientAxis(source) != wanted.patientAxis(axis)) {
            ++source;
        }
        plan.source[axis] = source;
        plan.flip[axis] = present.isFlipped(source) != wanted.isFlipped(axis);
    }
    return plan;
}

/// Voxel of the old grid that becomes voxel (0,0,0) of the new one.
VoxelIndex firstVoxel(const GridSize& size, const AxisPlan& plan) {
    std::array<std::int64_t, 3> first{};
    for (int axis = 0; axis < 3; ++axis) {
        first[plan.source[axis]] = plan.flip[axis] ? size[plan.source[axis]] - 1 : 0;
    }
    return {first[0], first[1], first[2]};
}

Geometry planned(const Geometry& geometry, const AxisPlan& plan) {
    std::array<std::int64_t, 3> size{};
    std::array<double, 3> spacing{};
    Matrix3 direction{};
    for (int axis = 0; axis < 3; ++axis) {
        const int source = plan.source[axis];
        size[axis] = geometry.size()[source];
        spacing[axis] = geometry.spacing()[source];
        for (int row = 0; row < 3; ++row) {
            const double component = geometry.direction()[3 * row + source];
            direction[3 * row + axis] = plan.flip[axis] ? -component : component;
        }
    }
    return {GridSize{size[0], size[1], size[2]}, spacing,
            geometry.toWorld(firstVoxel(geometry.size(), plan)), direction};
}

/// Copies one grid of samples; `to` has the planned size.
template <typename T>
void copyPlanned(const T* from, T* to, const Geometry& geometry, const AxisPlan& plan) {
    const GridSize& size = geometry.size();
    const std::array<std::int64_t, 3> strides{1, size.x, size.x * size.y};
    std::array<std::int64_t, 3> step{};
    for (int axis = 0; axis < 3; ++axis) {
        step[axis] = plan.flip[axis] ? -strides[plan.source[axis]] : strides[plan.source[axis]];
    }
    const T* const start = from + geometry.offset(firstVoxel(size, plan));
    for (std::int64_t z = 0; z < size[plan.source[2]]; ++z) {
        for (std::int64_t y = 0; y < size[plan.source[1]]; ++y) {
            const T* const row = start + z * step[2] + y * step[1];
            for (std::int64_t x = 0; x < size[plan.source[0]]; ++x) {
                *to++ = row[x * step[0]];
            }
        }
    }
}

PixelBuffer copyPlanned(const Volume& volume, const AxisPlan& plan) {
    const auto copyFrames = [&](const auto& samples) -> PixelBuffer {
        std::decay_t<decltype(samples)> copy(samples.size());
        const std::int64_t count = volume.geometry().size().voxels();
        for (std::int64_t frame = 0; frame < volume.frames(); ++frame) {
            copyPlanned(samples.data() + frame * count, copy.data() + frame * count,
                        volume.geometry(), plan);
        }
        return copy;
    };
    return std::visit(copyFrames, volume.pixels());
}

} // namespace

Orientation::Orientation(const std::string& letters) {
    std::array<bool, 3> used{};
    bool valid = letters.size() == 3;
    for (int axis = 0; valid && axis < 3; ++axis) {
        const std::size_t found = axisLetters.find(letters[axis]);
        valid = found != std::string_view::npos && !used[found % 3];
        if (valid) {
            used[found % 3] = true;
            patientAxis_[axis] = static_cast<int>(found % 3);
            flipped_[axis] = found >= 3;
        }
    }
    if (!valid) {
        throw Error(ErrorCode::InvalidArgument, "an orientation is three letters, one each of L/R, "
                                                "P/A and S/I, not \"" +
                                                    letters + "\"");
    }
}

Orientation Orientation::of(const Matrix3& direction) {
    // The signed permutation matrix nearest to the direction is the one with the largest trace of
    // its product with it, that is with the largest sum of chosen |cosines|.
    std::array<int, 3> candidate{0, 1, 2};
    Orientation nearest;
    double largest = -1;
    do {
        double sum = 0;
        for (int axis = 0; axis < 3; ++axis) {
            sum += std::abs(direction[3 * candidate[axis] + axis]);
        }
        if (sum > largest) {
            largest = sum;
            nearest.patientAxis_ = candidate;
        }
    } while (std::next_permutation(candidate.begin(), candidate.end()));
    for (int axis = 0; axis < 3; ++axis) {
        nearest.flipped_[axis] = direction[3 * nearest.patientAxis_[axis] + axis] < 0;
    }
    return nearest;
}

std::string Orientation::letters() const {
    std::string text;
    for (int axis = 0; axis < 3; ++axis) {
        text += axisLetters[patientAxis_[axis] + (flipped_[axis] ? 3 : 0)];
    }
    return text;
}

Geometry reorient(const Geometry& geometry, const Orientation& wanted) {
    const AxisPlan plan = planFor(geometry, wanted);
    return plan.isIdentity() ? geometry : planned(geometry, plan);
}

Volume reorient(const Volume& volume, const Orientation& wanted) {
    const AxisPlan plan = planFor(volume.geometry(), wanted);
    if (plan.isIdentity()) {
        return volume;
    }
    Volume result(planned(volume.geometry(), plan), copyPlanned(volume, plan), volume.frames(),
                  volume.rescale());
    result.modality = volume.modality;
    result.description = volume.description;
    return result;
}

LabelMap reorient(const LabelMap& labels, const Orientation& wanted) {
    const AxisPlan plan = planFor(labels.geometry(), wanted);
    if (plan.isIdentity()) {
        return labels;
    }
    LabelMap result(planned(labels.geometry(), plan), labels.layers());
    for (int layer = 0; layer < labels.layers(); ++layer) {
        copyPlanned(labels.layer(layer).data(), result.layer(layer).data(), labels.geometry(),
                    plan);
    }
    for (const Segment& segment : labels.segments()) {
        result.addSegment(segment);
    }
    return result;
}

} // namespace laurel
