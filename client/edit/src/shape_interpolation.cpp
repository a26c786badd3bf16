#include "laurel/edit/shape_interpolation.h"

#include "laurel/base/error.h"
#include "voxel_runs.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Where nothing lies on one side of the border, mm: farther than any plane is wide.
constexpr float farAway = 1e6F;

/// From the border half-way between voxels: negative inside, positive outside.
std::vector<float> signedDistances(MaskView mask, const PlaneFrame& frame) {
    Mask outside(mask.size());
    std::transform(mask.begin(), mask.end(), outside.begin(),
                   [](std::uint8_t voxel) { return static_cast<std::uint8_t>(voxel == 0); });
    std::vector<float> distances = distanceTransform(mask, frame.size(), frame.spacing());
    const std::vector<float> inner = distanceTransform(outside, frame.size(), frame.spacing());
    const auto half = static_cast<float>(frame.smallestMm() / 2);
    for (std::size_t i = 0; i < distances.size(); ++i) {
        distances[i] = mask[i] != 0 ? half - std::min(inner[i], farAway)
                                    : std::min(distances[i], farAway) - half;
    }
    return distances;
}

CurvePoint middleOf(MaskView mask, const PlaneFrame& frame) {
    CurvePoint sum;
    double count = 0;
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        for (std::int64_t column = 0; column < frame.columns(); ++column) {
            if (mask[static_cast<std::size_t>(row * frame.columns() + column)] != 0) {
                sum = sum + CurvePoint{static_cast<double>(column) * frame.columnMm(),
                                       static_cast<double>(row) * frame.rowMm()};
                ++count;
            }
        }
    }
    return count > 0 ? sum * (1 / count) : sum;
}

/// Voxels of `from`, moved by so many mm (to whole voxels), that lie in `to`.
std::int64_t overlap(MaskView from, MaskView to, const PlaneFrame& frame, const CurvePoint& by) {
    const auto right = std::lround(by.x / frame.columnMm());
    const auto down = std::lround(by.y / frame.rowMm());
    std::int64_t common = 0;
    for (std::int64_t row = std::max<std::int64_t>(0, -down);
         row < std::min(frame.rows(), frame.rows() - down); ++row) {
        for (std::int64_t column = std::max<std::int64_t>(0, -right);
             column < std::min(frame.columns(), frame.columns() - right); ++column) {
            const bool inFrom = from[static_cast<std::size_t>(row * frame.columns() + column)] != 0;
            const std::int64_t there = (row + down) * frame.columns() + column + right;
            common += inFrom && to[static_cast<std::size_t>(there)] != 0 ? 1 : 0;
        }
    }
    return common;
}

void requireFit(MaskView mask, const PlaneFrame& frame) {
    if (std::ssize(mask) != frame.columns() * frame.rows()) {
        throw Error(ErrorCode::InvalidArgument,
                    "a mask of " + std::to_string(mask.size()) + " voxels does not fit its plane");
    }
}

/// The part of a plane that holds both masks and a little around them.
struct PlanePart {
    std::int64_t left, top, columns, rows;

    Mask cut(const Mask& mask, std::int64_t wholeColumns) const {
        Mask part;
        for (std::int64_t row = top; row < top + rows; ++row) {
            const auto begin = mask.begin() + row * wholeColumns + left;
            part.insert(part.end(), begin, begin + columns);
        }
        return part;
    }
    void paste(const Mask& part, Mask& mask, std::int64_t wholeColumns) const {
        for (std::int64_t row = 0; row < rows; ++row) {
            std::copy_n(part.begin() + row * columns, columns,
                        mask.begin() + (row + top) * wholeColumns + left);
        }
    }
};

PlanePart partAround(const Mask& a, const Mask& b, const PlaneFrame& frame) {
    std::int64_t left = frame.columns();
    std::int64_t right = -1;
    std::int64_t top = frame.rows();
    std::int64_t bottom = -1;
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        for (std::int64_t column = 0; column < frame.columns(); ++column) {
            const auto at = static_cast<std::size_t>(row * frame.columns() + column);
            if (a[at] != 0 || b[at] != 0) {
                left = std::min(left, column);
                right = std::max(right, column);
                top = std::min(top, row);
                bottom = row;
            }
        }
    }
    constexpr std::int64_t margin = 2;
    left = std::max<std::int64_t>(left - margin, 0);
    top = std::max<std::int64_t>(top - margin, 0);
    right = std::min(right + margin, frame.columns() - 1);
    bottom = std::min(bottom + margin, frame.rows() - 1);
    return {left, top, right - left + 1, bottom - top + 1};
}

} // namespace

ShapeBlend::ShapeBlend(MaskView from, MaskView to, const PlaneFrame& frame) : frame_(frame) {
    requireFit(from, frame);
    requireFit(to, frame);
    from_ = signedDistances(from, frame);
    to_ = signedDistances(to, frame);
    const CurvePoint shift = middleOf(to, frame) - middleOf(from, frame);
    if (overlap(from, to, frame, shift) > overlap(from, to, frame, {})) {
        shift_ = shift;
    }
}

double ShapeBlend::distanceAt(const std::vector<float>& distances, const CurvePoint& point) const {
    return frame_.interpolated(distances, point);
}

Mask ShapeBlend::at(double part) const {
    const CurvePoint back = shift_ * -part;
    const CurvePoint ahead = shift_ * (1 - part);
    Mask mask(from_.size());
    for (std::int64_t row = 0; row < frame_.rows(); ++row) {
        for (std::int64_t column = 0; column < frame_.columns(); ++column) {
            const CurvePoint point{static_cast<double>(column) * frame_.columnMm(),
                                   static_cast<double>(row) * frame_.rowMm()};
            // An end without weight is not asked: its shape may be nowhere.
            const double near = part < 1 ? (1 - part) * distanceAt(from_, point + back) : 0;
            const double far = part > 0 ? part * distanceAt(to_, point + ahead) : 0;
            mask[static_cast<std::size_t>(row * frame_.columns() + column)] =
                near + far < 0 ? 1 : 0;
        }
    }
    return mask;
}

std::vector<SliceGap> gapsOf(const LabelMap& labels, const Segment& segment, int axis) {
    if (axis < 0 || axis > 2) {
        throw Error(ErrorCode::InvalidArgument,
                    "a volume has axes 0 to 2, not " + std::to_string(axis));
    }
    const GridSize& size = labels.geometry().size();
    std::vector<bool> drawn(static_cast<std::size_t>(size[axis]));
    forEachRunOf(segment.value, labels, segment.layer, wholeBox(size),
                 [&](const VoxelIndex& start, std::int64_t length) {
                     const std::int64_t along = axis == 0 ? length : 1;
                     for (std::int64_t i = 0; i < along; ++i) {
                         drawn[static_cast<std::size_t>(coordinate(start, axis) + i)] = true;
                     }
                 });
    std::vector<SliceGap> gaps;
    std::int64_t last = -1;
    for (std::int64_t slice = 0; slice < size[axis]; ++slice) {
        if (drawn[static_cast<std::size_t>(slice)]) {
            if (last >= 0 && slice > last + 1) {
                gaps.push_back({last + 1, slice - 1});
            }
            last = slice;
        }
    }
    return gaps;
}

std::vector<InterpolatedSlice> interpolated(const LabelMap& labels, const Segment& segment,
                                            int axis, const SliceGap& gap,
                                            const CancellationToken& cancellation) {
    const auto maskAt = [&](std::int64_t slice) {
        return PlaneFrame(labels.geometry(), {axis, slice})
            .maskOf(labels, segment.layer, segment.value);
    };
    const PlaneFrame frame(labels.geometry(), {axis, gap.first});
    const Mask before = maskAt(gap.first - 1);
    const Mask after = maskAt(gap.last + 1);
    const PlanePart part = partAround(before, after, frame);
    const ShapeBlend blend(part.cut(before, frame.columns()), part.cut(after, frame.columns()),
                           {part.columns, part.rows, frame.columnMm(), frame.rowMm()});
    const auto steps = static_cast<double>(gap.last - gap.first + 2);
    std::vector<InterpolatedSlice> slices;
    for (std::int64_t slice = gap.first; slice <= gap.last; ++slice) {
        cancellation.throwIfCancelled();
        Mask mask(before.size());
        part.paste(blend.at(static_cast<double>(slice - gap.first + 1) / steps), mask,
                   frame.columns());
        slices.push_back({{axis, slice}, std::move(mask)});
    }
    return slices;
}

} // namespace laurel
