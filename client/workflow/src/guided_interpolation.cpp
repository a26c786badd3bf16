#include "guided_interpolation.h"

#include "laurel/filters/plane_registration.h"

#include <algorithm>

namespace laurel {

namespace {

bool isEmpty(const Mask& mask) {
    return std::ranges::none_of(mask, [](std::uint8_t voxel) { return voxel != 0; });
}

/// The mask beside the gap, taken through it: one mask a slice, in the order walked.
std::vector<Mask> walked(Mask mask, int axis, std::int64_t from, std::int64_t count,
                         std::int64_t step, PlaneRegistrations& registrations,
                         const CancellationToken& cancellation) {
    std::vector<Mask> masks;
    for (std::int64_t i = 0; i < count && !isEmpty(mask); ++i, from += step) {
        mask = registrations.between(axis, from, from + step, cancellation)->moved(mask);
        masks.push_back(mask);
    }
    masks.resize(static_cast<std::size_t>(count), Mask(mask.size()));
    return masks;
}

/// A walk that has lost the muscle says nothing about it.
Mask blended(const Mask& onwards, const Mask& backwards, double part, const PlaneFrame& frame) {
    if (isEmpty(onwards) || isEmpty(backwards)) {
        return isEmpty(onwards) ? backwards : onwards;
    }
    return ShapeBlend(onwards, backwards, frame).at(part);
}

} // namespace

std::vector<InterpolatedSlice> guidedSlices(const LabelMap& labels, const Segment& segment,
                                            int axis, const SliceGap& gap,
                                            PlaneRegistrations& registrations,
                                            const CancellationToken& cancellation) {
    const auto maskAt = [&](std::int64_t slice) {
        return PlaneFrame(labels.geometry(), {axis, slice})
            .maskOf(labels, segment.layer, segment.value);
    };
    const std::int64_t count = gap.last - gap.first + 1;
    const std::vector<Mask> onwards =
        walked(maskAt(gap.first - 1), axis, gap.first - 1, count, 1, registrations, cancellation);
    const std::vector<Mask> backwards =
        walked(maskAt(gap.last + 1), axis, gap.last + 1, count, -1, registrations, cancellation);
    std::vector<InterpolatedSlice> slices;
    for (std::int64_t i = 0; i < count; ++i) {
        cancellation.throwIfCancelled();
        const SlicePlane plane{axis, gap.first + i};
        slices.push_back(
            {plane, blended(onwards[static_cast<std::size_t>(i)],
                            backwards[static_cast<std::size_t>(count - 1 - i)],
                            static_cast<double>(i + 1) / static_cast<double>(count + 1),
                            PlaneFrame(labels.geometry(), plane))});
    }
    return slices;
}

} // namespace laurel
