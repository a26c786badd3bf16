#include "stack_resampler.h"

#include "plane_vectors.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

namespace laurel {

namespace {

constexpr double mostGrowth = 8; ///< voxels of the grid per acquired one
constexpr double onPlace = 1e-3; ///< of a slice distance or pixel: rounding, not displacement

std::vector<std::array<double, 3>> offsetsOf(const std::vector<SliceHeader>& slices) {
    const SliceHeader& first = slices.front();
    std::vector<std::array<double, 3>> offsets;
    for (const SliceHeader& slice : slices) {
        Vector3 step = *slice.position;
        for (std::size_t i = 0; i < 3; ++i) {
            step[i] -= (*first.position)[i];
        }
        offsets.push_back({dot(step, rowDirection(first)), dot(step, columnDirection(first)),
                           dot(step, normalOf(first))});
    }
    return offsets;
}

/// Sideways rounding of positions, as opposed to displacement, is no reason to interpolate.
void dropJitter(std::vector<std::array<double, 3>>& offsets, std::size_t axis, double pixel) {
    const bool isJitter = std::ranges::all_of(
        offsets, [&](const auto& offset) { return std::abs(offset[axis]) <= driftPixels * pixel; });
    for (auto& offset : offsets) {
        offset[axis] = isJitter ? 0 : offset[axis];
    }
}

/// Evenly distributed over the extent, at about the mean of the small gaps: rounding of positions
/// must not add up over many slices.
double gridSpacing(const std::vector<std::array<double, 3>>& offsets) {
    std::vector<double> gaps;
    for (std::size_t i = 1; i < offsets.size(); ++i) {
        gaps.push_back(offsets[i][2] - offsets[i - 1][2]);
    }
    const double smallest = *std::ranges::min_element(gaps);
    std::erase_if(gaps, [&](double gap) { return gap > 1.5 * smallest; });
    const double small = std::reduce(gaps.begin(), gaps.end()) / static_cast<double>(gaps.size());
    const double extent = offsets.back()[2] - offsets.front()[2];
    return extent / std::max(1.0, std::round(extent / small));
}

/// Where between the acquired slices a height lies: the one below and how far to the next.
struct Between {
    std::size_t below = 0;
    double fraction = 0;
};

Between between(const IrregularStack& stack, double height) {
    const auto& offsets = stack.offsets;
    const auto above =
        std::ranges::upper_bound(offsets, height, {}, [](const auto& offset) { return offset[2]; });
    const auto next = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(above - offsets.begin(), 1, std::ssize(offsets) - 1));
    const double gap = offsets[next][2] - offsets[next - 1][2];
    const double fraction = std::clamp((height - offsets[next - 1][2]) / gap, 0.0, 1.0);
    if (fraction < onPlace || fraction > 1 - onPlace) {
        return {fraction < 0.5 ? next - 1 : next, 0};
    }
    return {next - 1, fraction};
}

std::vector<std::int64_t> interpolatedSlices(const IrregularStack& stack) {
    std::vector<std::int64_t> slices;
    for (std::int64_t z = 0; z < stack.grid.size().z; ++z) {
        if (between(stack, static_cast<double>(z) * stack.grid.spacing()[2]).fraction > 0) {
            slices.push_back(z);
        }
    }
    return slices;
}

/// The weights of two neighbouring samples; none where the position is outside.
struct Sample {
    std::int64_t at = -1;
    double fraction = 0;
};

Sample sampleAt(double position, std::int64_t count) {
    const double nearest = std::round(position);
    if (std::abs(position - nearest) < onPlace) {
        position = nearest;
    }
    if (!(position >= 0 && position <= static_cast<double>(count - 1))) {
        return {};
    }
    const auto at =
        std::min(static_cast<std::int64_t>(position), std::max<std::int64_t>(0, count - 2));
    return {at, position - static_cast<double>(at)};
}

std::vector<Sample> samplesAlong(double shift, std::int64_t gridCount, std::int64_t count) {
    std::vector<Sample> samples;
    for (std::int64_t i = 0; i < gridCount; ++i) {
        samples.push_back(sampleAt(static_cast<double>(i) + shift, count));
    }
    return samples;
}

template <typename T>
class Resampler {
  public:
    Resampler(const IrregularStack& stack, GridSize size, std::span<const T> source, T outside)
        : stack_(stack), size_(size), source_(source), outside_(static_cast<double>(outside)) {}

    void fillSlice(std::int64_t z, std::span<T> into) const {
        const auto& spacing = stack_.grid.spacing();
        const auto [below, fraction] = between(stack_, static_cast<double>(z) * spacing[2]);
        std::vector<double> values = shifted(below);
        if (fraction > 0) {
            const std::vector<double> above = shifted(below + 1);
            std::ranges::transform(
                values, above, values.begin(),
                [share = fraction](double a, double b) { return a + share * (b - a); });
        }
        std::ranges::transform(values, into.begin(), [](double value) {
            return static_cast<T>(std::is_integral_v<T> ? std::round(value) : value);
        });
    }

  private:
    /// One acquired slice, moved in its plane onto the grid.
    std::vector<double> shifted(std::size_t slice) const {
        const auto& spacing = stack_.grid.spacing();
        const GridSize grid = stack_.grid.size();
        const auto shift = [&](std::size_t axis) {
            return (stack_.corner[axis] - stack_.offsets[slice][axis]) / spacing[axis];
        };
        const auto columns = samplesAlong(shift(0), grid.x, size_.x);
        const auto rows = samplesAlong(shift(1), grid.y, size_.y);
        const auto plane = static_cast<std::size_t>(size_.x * size_.y);
        const auto pixels = source_.subspan(slice * plane, plane);
        std::vector<double> values;
        values.reserve(static_cast<std::size_t>(grid.x * grid.y));
        for (const Sample& row : rows) {
            for (const Sample& column : columns) {
                values.push_back(row.at < 0 || column.at < 0 ? outside_
                                                             : bilinear(pixels, column, row));
            }
        }
        return values;
    }

    double bilinear(std::span<const T> pixels, const Sample& column, const Sample& row) const {
        const auto value = [&](std::int64_t x, std::int64_t y) {
            return static_cast<double>(pixels[static_cast<std::size_t>(x + size_.x * y)]);
        };
        const auto alongRow = [&](std::int64_t y) {
            const double left = value(column.at, y);
            return column.fraction > 0 ? left + column.fraction * (value(column.at + 1, y) - left)
                                       : left;
        };
        const double top = alongRow(row.at);
        return row.fraction > 0 ? top + row.fraction * (alongRow(row.at + 1) - top) : top;
    }

    const IrregularStack& stack_;
    GridSize size_;
    std::span<const T> source_;
    double outside_;
};

} // namespace

std::optional<IrregularStack> planResampling(const std::vector<SliceHeader>& slices) {
    const SliceHeader& first = slices.front();
    const std::array<double, 2> pixel{(*first.pixelSpacing)[1], (*first.pixelSpacing)[0]};
    const std::array<std::int64_t, 2> count{first.columns, first.rows};
    IrregularStack stack;
    stack.offsets = offsetsOf(slices);
    dropJitter(stack.offsets, 0, pixel[0]);
    dropJitter(stack.offsets, 1, pixel[1]);
    const double distance = gridSpacing(stack.offsets);
    std::array<double, 3> size{0, 0, std::round(stack.offsets.back()[2] / distance) + 1};
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const auto along = [&](const auto& offset) { return offset[axis]; };
        const auto [low, high] = std::ranges::minmax(stack.offsets, {}, along);
        // Whole pixels, so that the first slice keeps its samples.
        const double before = std::ceil(-low[axis] / pixel[axis] - onPlace);
        const double after = std::ceil(high[axis] / pixel[axis] - onPlace);
        stack.corner[axis] = -before * pixel[axis];
        size[axis] = static_cast<double>(count[axis]) + before + after;
    }
    const double acquired =
        static_cast<double>(first.columns * first.rows) * static_cast<double>(slices.size());
    if (!(size[0] * size[1] * size[2] <= mostGrowth * acquired)) {
        return std::nullopt;
    }
    const Vector3 row = rowDirection(first);
    const Vector3 column = columnDirection(first);
    const Vector3 axis = normalOf(first);
    const auto corner = [&](std::size_t i) {
        return (*first.position)[i] + row[i] * stack.corner[0] + column[i] * stack.corner[1];
    };
    try {
        stack.grid = Geometry(
            {static_cast<std::int64_t>(size[0]), static_cast<std::int64_t>(size[1]),
             static_cast<std::int64_t>(size[2])},
            {pixel[0], pixel[1], distance}, {corner(0), corner(1), corner(2)},
            {row[0], column[0], axis[0], row[1], column[1], axis[1], row[2], column[2], axis[2]});
    } catch (const Error&) { // no grid that a volume may have
        return std::nullopt;
    }
    stack.interpolated = interpolatedSlices(stack);
    return stack;
}

template <typename T>
std::vector<T> resampleStack(const IrregularStack& stack, GridSize sourceSize,
                             std::span<const T> source, T outside,
                             const CancellationToken& cancel) {
    const GridSize size = stack.grid.size();
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    std::vector<T> result(static_cast<std::size_t>(size.voxels()));
    const Resampler<T> resampler(stack, sourceSize, source, outside);
    for (std::int64_t z = 0; z < size.z; ++z) {
        cancel.throwIfCancelled();
        resampler.fillSlice(z,
                            std::span(result).subspan(static_cast<std::size_t>(z) * plane, plane));
    }
    return result;
}

template std::vector<std::uint8_t> resampleStack(const IrregularStack&, GridSize,
                                                 std::span<const std::uint8_t>, std::uint8_t,
                                                 const CancellationToken&);
template std::vector<std::int16_t> resampleStack(const IrregularStack&, GridSize,
                                                 std::span<const std::int16_t>, std::int16_t,
                                                 const CancellationToken&);
template std::vector<std::uint16_t> resampleStack(const IrregularStack&, GridSize,
                                                  std::span<const std::uint16_t>, std::uint16_t,
                                                  const CancellationToken&);
template std::vector<std::int32_t> resampleStack(const IrregularStack&, GridSize,
                                                 std::span<const std::int32_t>, std::int32_t,
                                                 const CancellationToken&);
template std::vector<float> resampleStack(const IrregularStack&, GridSize, std::span<const float>,
                                          float, const CancellationToken&);

} // namespace laurel
