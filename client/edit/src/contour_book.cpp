#include "laurel/edit/contour_book.h"

#include "laurel/edit/contour_mask.h"

#include <algorithm>

namespace laurel {

namespace {

/// FNV-1a over the places where the mask changes: two masks of one plane are hardly ever alike.
std::uint64_t digestOf(const Mask& mask) {
    std::uint64_t digest = 14695981039346656037ULL;
    std::uint8_t last = 0;
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != last) {
            last = mask[i];
            digest = (digest ^ i) * 1099511628211ULL;
        }
    }
    return digest;
}

} // namespace

const std::vector<Contour>& ContourBook::curvesOf(const LabelMap& labels, const Segment& segment,
                                                  const SlicePlane& plane) {
    const PlaneFrame frame(labels.geometry(), plane);
    const Mask mask = frame.maskOf(labels, segment.layer, segment.value);
    const Key key{segment.layer, segment.value, plane, digestOf(mask)};
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (found != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, found);
        return entries_.front().curves;
    }
    return put(key, traceContours(mask, frame));
}

void ContourBook::remember(const LabelMap& labels, const Segment& segment, const SlicePlane& plane,
                           std::vector<Contour> curves) {
    const PlaneFrame frame(labels.geometry(), plane);
    const Mask mask = frame.maskOf(labels, segment.layer, segment.value);
    const Key key{segment.layer, segment.value, plane, digestOf(mask)};
    entries_.remove_if([&](const Entry& entry) { return entry.key == key; });
    put(key, std::move(curves));
}

std::vector<Contour>& ContourBook::put(const Key& key, std::vector<Contour> curves) {
    entries_.push_front({key, std::move(curves)});
    if (entries_.size() > mostEntries) {
        entries_.pop_back();
    }
    return entries_.front().curves;
}

} // namespace laurel
