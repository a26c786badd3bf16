#include "segment_places.h"

#include "label_slices.h"
#include "plain_text.h"

#include "laurel/base/error.h"

#include <algorithm>

namespace laurel {

std::vector<bool>& SegmentPlaces::valuesOf(int layer) {
    inUse_.resize(static_cast<std::size_t>(present_.labels.layers()));
    std::vector<bool>& inUse = inUse_[static_cast<std::size_t>(layer)];
    if (inUse.empty()) {
        inUse = valuesInUse(present_, layer);
    }
    return inUse;
}

std::string SegmentPlaces::freeName(const std::string& wanted) const {
    const auto isTaken = [&](const std::string& name) {
        return std::ranges::any_of(table_.segments,
                                   [&](const Segment& other) { return other.name == name; });
    };
    std::string name = plainText(wanted, mostNameBytes);
    for (int number = 2; isTaken(name); ++number) {
        name = plainText(wanted, mostNameBytes - 8) + " " + std::to_string(number);
    }
    return name;
}

SegmentPlace SegmentPlaces::add(const Segment& segment) {
    if (table_.segments.size() >= mostSegments) {
        throw Error(ErrorCode::LimitExceeded,
                    "a case has at most " + std::to_string(mostSegments) + " segments");
    }
    Segment added = segment;
    added.layer = segment.layer < present_.labels.layers() ? segment.layer : 0;
    std::vector<bool>& inUse = valuesOf(added.layer);
    added.value = inUse[segment.value] ? lowestFree(inUse) : segment.value;
    added.name = freeName(segment.name);
    added.abbreviation = plainText(segment.abbreviation, mostCodeBytes);
    added.snomed = plainText(segment.snomed, mostCodeBytes);
    inUse[added.value] = true;
    table_.segments.push_back(added);
    table_.looks.emplace_back();
    return {added.layer, added.value};
}

} // namespace laurel
