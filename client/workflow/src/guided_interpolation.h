#pragma once

#include "laurel/edit/shape_interpolation.h"
#include "laurel/workflow/plane_registrations.h"

namespace laurel {

/// What belongs into a gap by the image: the masks on both of its sides are taken from slice to
/// slice by registration, and where the two meet they are blended like shapes, each the more the
/// nearer its side is. @throws Error Cancelled
std::vector<InterpolatedSlice> guidedSlices(const LabelMap& labels, const Segment& segment,
                                            int axis, const SliceGap& gap,
                                            PlaneRegistrations& registrations,
                                            const CancellationToken& cancellation);

} // namespace laurel
