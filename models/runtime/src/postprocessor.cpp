#include "laurel/runtime/postprocessor.h"

#include "label_cleaning.h"
#include "laurel/base/error.h"
#include "laurel/imaging/orientation.h"
#include "laurel/package/model_segments.h"
#include "slices.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Pixels first to last of an axis, both included; none when last < first.
struct Range {
    std::int64_t first = 0;
    std::int64_t last = -1;
    bool isEmpty() const { return last < first; }
};

struct Window {
    Range rows;
    Range columns;
};

/// Where the plane's winner is not background. Outside it, plus one pixel of interpolation,
/// background also wins between pixels, so only this part needs resampling.
Window foregroundWindow(std::span<const float> probabilities, PlaneSize size) {
    const auto count = static_cast<std::size_t>(size.rows * size.columns);
    const std::size_t classes = probabilities.size() / count;
    Window window{{size.rows, -1}, {size.columns, -1}};
    for (std::size_t pixel = 0; pixel < count; ++pixel) {
        bool foreground = false;
        for (std::size_t label = 1; label < classes && !foreground; ++label) {
            foreground = probabilities[label * count + pixel] > probabilities[pixel];
        }
        if (foreground) {
            const auto row = static_cast<std::int64_t>(pixel) / size.columns;
            const auto column = static_cast<std::int64_t>(pixel) % size.columns;
            window.rows = {std::min(window.rows.first, row), row};
            window.columns = {std::min(window.columns.first, column),
                              std::max(window.columns.last, column)};
        }
    }
    return window;
}

/// Slice pixels that see plane pixels of this range through p = (slice pixel - start) / step.
Range slicePixels(const Range& plane, double start, double step, std::int64_t extent) {
    const double reach = 1 + 0.5 / std::abs(step); // interpolation, or the averaging box
    const double a = start + step * (static_cast<double>(plane.first) - reach);
    const double b = start + step * (static_cast<double>(plane.last) + reach);
    return {std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(std::min(a, b)))),
            std::min(extent - 1, static_cast<std::int64_t>(std::floor(std::max(a, b))))};
}

/// Class 0 first: a tie goes to the lower class.
std::vector<std::uint16_t> winners(std::span<const float> probabilities, PlaneSize planeSize,
                                   const PlaneSampling& sampling, PlaneSize outSize) {
    const auto count = static_cast<std::size_t>(planeSize.rows * planeSize.columns);
    const std::size_t classes = probabilities.size() / count;
    std::vector<float> best =
        resamplePlaneLinear(probabilities.first(count), planeSize, sampling, outSize, 1);
    std::vector<std::uint16_t> winner(best.size(), 0);
    for (std::size_t label = 1; label < classes; ++label) {
        const std::vector<float> other = resamplePlaneLinear(
            probabilities.subspan(label * count, count), planeSize, sampling, outSize, 0);
        for (std::size_t i = 0; i < best.size(); ++i) {
            if (other[i] > best[i]) {
                best[i] = other[i];
                winner[i] = static_cast<std::uint16_t>(label);
            }
        }
    }
    return winner;
}

} // namespace

Postprocessor::Postprocessor(const ModelManifest& manifest)
    : labels_(manifest.labels), settings_(manifest.postprocess),
      laterality_(manifest.input.laterality) {}

LabelMap Postprocessor::blank(const Geometry& canonical) const {
    LabelMap map(canonical);
    for (Segment& segment : modelSegments(labels_, laterality_)) {
        map.addSegment(std::move(segment));
    }
    return map;
}

void Postprocessor::paint(LabelMap& canonical, const PlanePlacement& placement, PlaneSize planeSize,
                          std::span<const float> probabilities) const {
    const auto count = static_cast<std::size_t>(planeSize.rows * planeSize.columns);
    if (probabilities.size() != count * (labels_.size() + 1)) {
        throw Error(ErrorCode::InvalidArgument, "probabilities do not fit classes and plane size");
    }
    const Window window = foregroundWindow(probabilities, planeSize);
    if (window.rows.isEmpty()) {
        return;
    }
    const PlaneSampling& sampling = placement.sampling;
    const PlaneSize slice = slicePlaneSize(canonical.geometry());
    const Range rows = slicePixels(window.rows, sampling.rowStart, sampling.rowStep, slice.rows);
    const Range columns =
        slicePixels(window.columns, sampling.columnStart, sampling.columnStep, slice.columns);
    if (rows.isEmpty() || columns.isEmpty()) {
        return;
    }
    const PlaneSize outSize{rows.last - rows.first + 1, columns.last - columns.first + 1};
    const PlaneSampling back{
        .rowStart = (static_cast<double>(rows.first) - sampling.rowStart) / sampling.rowStep,
        .rowStep = 1 / sampling.rowStep,
        .columnStart =
            (static_cast<double>(columns.first) - sampling.columnStart) / sampling.columnStep,
        .columnStep = 1 / sampling.columnStep};
    const std::vector<std::uint16_t> winner = winners(probabilities, planeSize, back, outSize);
    const bool secondSide =
        laterality_ == Laterality::BilateralMirrored && placement.side == PlaneSide::Left;
    const std::uint16_t shift = static_cast<std::uint16_t>(secondSide ? labels_.size() : 0);
    for (std::int64_t r = 0; r < outSize.rows; ++r) {
        for (std::int64_t c = 0; c < outSize.columns; ++c) {
            const std::uint16_t label = winner[static_cast<std::size_t>(r * outSize.columns + c)];
            const std::int64_t row = rows.first + r;
            const std::int64_t column = columns.first + c;
            if (label != 0 && placement.territory.contains(static_cast<double>(row),
                                                           static_cast<double>(column))) {
                canonical.set({column, row, placement.slice},
                              static_cast<std::uint16_t>(label + shift));
            }
        }
    }
}

LabelMap Postprocessor::finish(LabelMap canonical, const Geometry& caseGeometry,
                               const std::optional<SliceRange>& slices,
                               const CancellationToken& cancel) const {
    if (settings_.largestComponent) {
        keepLargestComponents(canonical, cancel);
    }
    if (settings_.fillHoles) {
        fillHolesInSlices(canonical, cancel);
    }
    cancel.throwIfCancelled();
    LabelMap result = reorient(canonical, Orientation::of(caseGeometry.direction()));
    if (!result.geometry().sameGridAs(caseGeometry)) {
        throw Error(ErrorCode::Internal, "the way back from canonical orientation lost the grid");
    }
    if (slices) {
        const GridSize& size = caseGeometry.size();
        const auto plane = size.x * size.y;
        for (std::int64_t z = 0; z < size.z; ++z) {
            if (!slices->contains(z)) {
                const auto voxels = result.layer(0).subspan(static_cast<std::size_t>(plane * z),
                                                            static_cast<std::size_t>(plane));
                std::fill(voxels.begin(), voxels.end(), std::uint16_t{0});
            }
        }
    }
    return result;
}

} // namespace laurel
