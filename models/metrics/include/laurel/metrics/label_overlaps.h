#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/metrics/overlap.h"

#include <string>
#include <vector>

namespace laurel {

struct LabelOverlap {
    std::string name;
    OverlapCounts counts;
    bool operator==(const LabelOverlap&) const = default;
};

/// The names and counts of evaluate (metrics.h) alone: for those who need no distances, which take
/// nearly all of its time.
/// @throws Error InvalidInput when the grids differ
std::vector<LabelOverlap> labelOverlaps(const LabelMap& reference, const LabelMap& segmentation);

} // namespace laurel
