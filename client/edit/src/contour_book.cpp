#include "laurel/edit/contour_book.h"

#include "laurel/edit/contour_mask.h"

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

ContourBook::Key ContourBook::keyOf(const Segment& segment, const SlicePlane& plane,
                                    const Mask& mask) {
    return {segment.layer, segment.value, plane.axis, plane.index, digestOf(mask)};
}

const std::vector<Contour>& ContourBook::curvesOf(const LabelMap& labels, const Segment& segment,
                                                  const SlicePlane& plane) {
    const PlaneFrame frame(labels.geometry(), plane);
    const Mask mask = frame.maskOf(labels, segment.layer, segment.value);
    const Key key = keyOf(segment, plane, mask);
    const auto found = places_.find(key);
    if (found != places_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return entries_.front().curves;
    }
    return put({key, traceContours(mask, frame)});
}

void ContourBook::remember(const LabelMap& labels, const Segment& segment, const SlicePlane& plane,
                           std::vector<Contour> curves) {
    const PlaneFrame frame(labels.geometry(), plane);
    const Mask mask = frame.maskOf(labels, segment.layer, segment.value);
    put({keyOf(segment, plane, mask), std::move(curves), true});
}

ContourBook ContourBook::copy() const {
    ContourBook result;
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        result.put({entry->key, entry->curves});
    }
    return result;
}

void ContourBook::learnFrom(const ContourBook& copy) {
    for (auto entry = copy.entries_.rbegin(); entry != copy.entries_.rend(); ++entry) {
        if (entry->isOwn) {
            put(*entry);
        }
    }
}

std::vector<Contour>& ContourBook::put(Entry entry) {
    if (const auto former = places_.find(entry.key); former != places_.end()) {
        entries_.erase(former->second);
        places_.erase(former);
    }
    entries_.push_front(std::move(entry));
    places_.emplace(entries_.front().key, entries_.begin());
    if (entries_.size() > mostEntries) {
        places_.erase(entries_.back().key);
        entries_.pop_back();
    }
    return entries_.front().curves;
}

} // namespace laurel
