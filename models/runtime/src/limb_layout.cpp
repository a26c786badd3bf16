#include "laurel/runtime/limb_layout.h"

#include "limb_split.h"
#include "slice_mask.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace laurel {

namespace {

constexpr double speckArea = 600;       // mm²: the smallest cross-section taken for a limb
constexpr double secondLimbShare = 0.2; // of a slice's body beyond the line, to count as a limb

struct SliceView {
    CoarseSlice coarse; ///< values dropped after the search
    SliceMask mask;
    LimbCensus census;
};

std::size_t at(const PlaneSize& size, std::int64_t row, std::int64_t column) {
    return static_cast<std::size_t>(row * size.columns + column);
}

std::vector<SliceView> viewSlices(const LimbSearch& search,
                                  const std::function<std::vector<float>(std::int64_t)>& slice,
                                  const CancellationToken& cancel) {
    std::vector<SliceView> views(static_cast<std::size_t>(search.slices));
    for (std::int64_t z = 0; z < search.slices; ++z) {
        cancel.throwIfCancelled();
        SliceView& view = views[static_cast<std::size_t>(z)];
        view.coarse = coarsen(slice(z), search.size, search.spacing);
        const double pixelArea = view.coarse.sampling.rowStep * search.spacing[0] *
                                 view.coarse.sampling.columnStep * search.spacing[1];
        view.mask = findBody(view.coarse, speckArea / pixelArea);
        view.coarse.values = {};
    }
    return views;
}

/// Where no slice shows air, the field of view lies inside the body, and all of it counts.
void acceptDullSlices(std::vector<SliceView>& views) {
    const bool airSeen = std::any_of(views.begin(), views.end(), [](const SliceView& view) {
        return view.mask.content == SliceContent::Body;
    });
    for (SliceView& view : views) {
        if (!airSeen && view.mask.content == SliceContent::Dull) {
            std::fill(view.mask.body.begin(), view.mask.body.end(), std::uint8_t{1});
        }
        view.census = countLimbs(view.mask.body, view.coarse.size);
    }
}

bool showsTwoLimbs(const std::vector<SliceView>& views) {
    double two = 0;
    double one = 0;
    for (const SliceView& view : views) {
        (view.census.line ? two : one) += view.census.area;
    }
    return two > 0 && two >= one;
}

/// The line of the nearest slice that has one; those seen as two are preferred to makeshifts.
SplitLine nearestLine(const std::vector<SliceView>& views, std::int64_t slice) {
    const auto count = static_cast<std::int64_t>(views.size());
    std::optional<SplitLine> makeshift;
    for (std::int64_t distance = 0; distance < count; ++distance) {
        for (const std::int64_t z : {slice - distance, slice + distance}) {
            if (z < 0 || z >= count) {
                continue;
            }
            const LimbCensus& census = views[static_cast<std::size_t>(z)].census;
            if (census.count == LimbCount::Two) {
                return *census.line;
            }
            if (!makeshift) {
                makeshift = census.line;
            }
        }
    }
    return makeshift.value_or(SplitLine{});
}

/// Places a limb around the largest component (Whole: around everything) of the given body pixels.
LimbInSlice placeLimb(const SliceView& view, const Mask& body, PlaneSide side) {
    const PlaneSize size = view.coarse.size;
    const Mask shown =
        side == PlaneSide::Whole ? body : keepLargestComponent(body, {size.columns, size.rows, 1});
    std::int64_t top = size.rows, bottom = 0, left = size.columns, right = 0;
    for (std::int64_t row = 0; row < size.rows; ++row) {
        for (std::int64_t column = 0; column < size.columns; ++column) {
            if (shown[at(size, row, column)] != 0) {
                top = std::min(top, row);
                bottom = std::max(bottom, row);
                left = std::min(left, column);
                right = std::max(right, column);
            }
        }
    }
    const PlaneSampling& sampling = view.coarse.sampling;
    const auto middle = [](std::int64_t a, std::int64_t b) {
        return static_cast<double>(a + b) / 2;
    };
    LimbInSlice limb;
    limb.side = side;
    limb.centreRow = sampling.rowStart + sampling.rowStep * middle(top, bottom);
    limb.centreColumn = sampling.columnStart + sampling.columnStep * middle(left, right);
    return limb;
}

/// The line's side of low or of high columns, in slice pixels.
HalfPlane territoryOf(const SplitLine& line, const PlaneSampling& sampling, bool low) {
    const double sign = low ? 1 : -1;
    const double rowNormal = line.rowNormal / sampling.rowStep;
    const double columnNormal = line.columnNormal / sampling.columnStep;
    const double offset =
        line.offset + rowNormal * sampling.rowStart + columnNormal * sampling.columnStart;
    return {sign * rowNormal, sign * columnNormal, sign * offset};
}

Mask bodyBeside(const SliceView& view, const SplitLine& line, bool low) {
    const PlaneSize size = view.coarse.size;
    Mask part = view.mask.body;
    for (std::int64_t row = 0; row < size.rows; ++row) {
        for (std::int64_t column = 0; column < size.columns; ++column) {
            if (line.isLow(static_cast<double>(row), static_cast<double>(column)) != low) {
                part[at(size, row, column)] = 0;
            }
        }
    }
    return part;
}

std::vector<LimbInSlice> placePair(const SliceView& view, const SplitLine& line,
                                   bool leftIsHighColumn) {
    std::vector<LimbInSlice> limbs;
    for (const bool low : {leftIsHighColumn, !leftIsHighColumn}) {
        const Mask part = bodyBeside(view, line, low);
        const auto pixels = static_cast<double>(
            std::count_if(part.begin(), part.end(), [](std::uint8_t pixel) { return pixel != 0; }));
        if (pixels >= secondLimbShare * view.census.area) {
            const PlaneSide side = low == leftIsHighColumn ? PlaneSide::Right : PlaneSide::Left;
            limbs.push_back(placeLimb(view, part, side));
            limbs.back().territory = territoryOf(line, view.coarse.sampling, low);
        }
    }
    if (limbs.size() == 1) {
        limbs.front().territory = {};
    }
    return limbs;
}

/// The half of the image in which a single limb lies, over all slices.
PlaneSide sideByPosition(const std::vector<SliceView>& views, bool leftIsHighColumn) {
    double lever = 0;
    for (const SliceView& view : views) {
        const double middle = static_cast<double>(view.coarse.size.columns - 1) / 2;
        lever += view.census.area * (view.census.centroid.column - middle);
    }
    return (lever > 0) == leftIsHighColumn ? PlaneSide::Left : PlaneSide::Right;
}

} // namespace

bool SliceLayout::isBody(double row, double column) const noexcept {
    const auto coarseRow = std::llround((row - bodySampling.rowStart) / bodySampling.rowStep);
    const auto coarseColumn =
        std::llround((column - bodySampling.columnStart) / bodySampling.columnStep);
    return coarseRow >= 0 && coarseRow < bodySize.rows && coarseColumn >= 0 &&
           coarseColumn < bodySize.columns && body[at(bodySize, coarseRow, coarseColumn)] != 0;
}

LimbLayout findLimbs(const LimbSearch& search,
                     const std::function<std::vector<float>(std::int64_t)>& slice,
                     const CancellationToken& cancel) {
    std::vector<SliceView> views = viewSlices(search, slice, cancel);
    acceptDullSlices(views);
    const bool pairs = search.splitLimbs && showsTwoLimbs(views);
    PlaneSide single = PlaneSide::Whole;
    LimbLayout layout;
    if (search.splitLimbs && !pairs) {
        layout.sidesAreCertain = search.knownSide.has_value();
        single = search.knownSide.value_or(sideByPosition(views, search.leftIsHighColumn));
    }
    for (std::size_t z = 0; z < views.size(); ++z) {
        SliceView& view = views[z];
        SliceLayout placed;
        if (view.census.count != LimbCount::None) {
            placed.limbs = pairs ? placePair(view, nearestLine(views, static_cast<std::int64_t>(z)),
                                             search.leftIsHighColumn)
                                 : std::vector{placeLimb(view, view.mask.body, single)};
        }
        placed.bodySize = view.coarse.size;
        placed.bodySampling = view.coarse.sampling;
        layout.slices.push_back(std::move(placed));
    }
    for (std::size_t z = 0; z < views.size(); ++z) {
        layout.slices[z].body = std::move(views[z].mask.body);
    }
    return layout;
}

} // namespace laurel
