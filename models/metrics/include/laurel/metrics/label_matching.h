#pragma once

#include "laurel/imaging/label_map.h"

#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// A structure of two label maps; at least one side is present. Values that occur without a segment
/// stand as the segment that LabelMap::unlabelled gives them.
struct MatchedLabel {
    std::string name;        ///< the side's that has one; the reference's before the other's
    std::uint16_t value = 0; ///< the reference's where present, else the segmentation's
    std::optional<Segment> reference;
    std::optional<Segment> segmentation;
};

/// Which label of one map is which of the other: by name where both sides have names, else by
/// value.
///
/// Labels of the same name belong together. A label whose name is absent or generated ("Label 3")
/// belongs to the label of the same value on the other side that is left over (in the same layer
/// before another). Two labels that both have names, and different ones, never belong together.
/// Order: the reference's segments, its unlabelled values, then what only the segmentation has.
std::vector<MatchedLabel> matchLabels(const LabelMap& reference, const LabelMap& segmentation);

} // namespace laurel
