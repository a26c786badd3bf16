#include "mask_table.h"

#include "laurel/ui_kit/theme.h"

#include <algorithm>

namespace laurel::ui {

namespace {

constexpr double proposalFill = 0.2;

const SegmentLook* lookByName(const Segmentation& segmentation, const std::string& name) {
    const Segment* segment = segmentation.labels.findByName(name);
    return segment ? &segmentation.lookOf(*segment) : nullptr;
}

} // namespace

MaskTable::MaskTable(const Segmentation& segmentation)
    : ofLayer_(static_cast<std::size_t>(segmentation.labels.layers())) {
    const auto& segments = segmentation.labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const SegmentLook& look = segmentation.looks[i];
        if (look.visible) {
            add(segments[i], {toQColor(segments[i].color),
                              look.style == SegmentStyle::Outline ? 0 : look.opacity,
                              look.style != SegmentStyle::Fill});
        }
    }
}

MaskTable::MaskTable(const LabelMap& proposal, const Segmentation& segmentation)
    : ofLayer_(static_cast<std::size_t>(proposal.layers())) {
    for (const Segment& segment : proposal.segments()) {
        const Segment* known = segmentation.labels.findByName(segment.name);
        const SegmentLook* look = lookByName(segmentation, segment.name);
        if (!look || look->visible) {
            add(segment, {toQColor(known ? known->color : segment.color), proposalFill, true});
        }
    }
}

MaskTable MaskTable::ofChange(const Segmentation& segmentation, int layer) {
    MaskTable table;
    table.ofLayer_.resize(2);
    for (Segment segment : segmentation.labels.segments()) {
        if (segment.layer == layer) {
            segment.layer = 0;
            table.add(segment, {toQColor(segment.color), proposalFill, true});
        }
    }
    Segment removed;
    removed.value = 1;
    removed.layer = 1;
    table.add(removed, {theme().flagged, proposalFill, true});
    return table;
}

void MaskTable::add(const Segment& segment, const Entry& entry) {
    auto& values = ofLayer_[static_cast<std::size_t>(segment.layer)];
    if (values.size() <= segment.value) {
        values.resize(std::size_t{segment.value} + 1, -1);
    }
    values[segment.value] = entries();
    entries_.push_back(entry);
}

} // namespace laurel::ui
