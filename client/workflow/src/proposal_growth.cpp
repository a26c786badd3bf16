#include "laurel/workflow/proposal_growth.h"

#include "laurel/base/error.h"

#include <algorithm>

namespace laurel {

ProposalGrowth::ProposalGrowth(const Geometry& grid, const std::vector<Segment>& segments,
                               SliceRange slices)
    : labels_(grid), slices_(slices) {
    if (slices.first < 0 || slices.last < slices.first || slices.last >= grid.size().z) {
        throw Error(ErrorCode::InvalidArgument,
                    "the volume has slices 0 to " + std::to_string(grid.size().z - 1) + ", not " +
                        std::to_string(slices.first) + " to " + std::to_string(slices.last));
    }
    for (const Segment& segment : segments) {
        labels_.addSegment(segment);
    }
    here_.resize(static_cast<std::size_t>(expected()));
}

bool ProposalGrowth::has(std::int64_t slice) const noexcept {
    return slices_.contains(slice) && here_[static_cast<std::size_t>(slice - slices_.first)];
}

bool ProposalGrowth::add(const SlicePreview& slice) {
    const GridSize& size = labels_.geometry().size();
    if (!slices_.contains(slice.slice) || has(slice.slice) ||
        std::ssize(slice.labels) != size.x * size.y) {
        return false;
    }
    std::ranges::copy(slice.labels,
                      labels_.layer(0).begin() + slice.slice * std::ssize(slice.labels));
    here_[static_cast<std::size_t>(slice.slice - slices_.first)] = true;
    ++arrived_;
    return true;
}

} // namespace laurel
