#include "limb_sides.h"

#include "laurel/synthesis/muscles.h"

#include <algorithm>
#include <vector>

namespace laurel {

namespace {

bool hasSide(const Segment& segment) {
    return segment.name.ends_with("_L") || segment.name.ends_with("_R");
}

/// Labelled voxels per column of a slice.
std::vector<std::int64_t> columnCounts(const LabelMap& labels, std::int64_t z) {
    const GridSize& size = labels.geometry().size();
    std::vector<std::int64_t> counts(static_cast<std::size_t>(size.x));
    for (std::int64_t y = 0; y < size.y; ++y) {
        for (std::int64_t x = 0; x < size.x; ++x) {
            counts[static_cast<std::size_t>(x)] += labels.at({x, y, z}) != 0 ? 1 : 0;
        }
    }
    return counts;
}

std::int64_t centreOfMass(const std::vector<std::int64_t>& counts) {
    std::int64_t sum = 0;
    std::int64_t moment = 0;
    for (std::size_t x = 0; x < counts.size(); ++x) {
        sum += counts[x];
        moment += counts[x] * static_cast<std::int64_t>(x);
    }
    return sum > 0 ? moment / sum : 0;
}

/// The first column of the left limb.
std::int64_t partingColumn(const std::vector<std::int64_t>& counts) {
    const auto isUsed = [](std::int64_t count) { return count > 0; };
    const auto first = std::find_if(counts.begin(), counts.end(), isUsed);
    std::int64_t widest = 0;
    std::int64_t middle = centreOfMass(counts);
    auto used = first;
    while (used != counts.end()) {
        const auto next = std::find_if(used + 1, counts.end(), isUsed);
        if (next != counts.end() && next - used - 1 > widest) {
            widest = next - used - 1;
            middle = (used - counts.begin()) + (next - used + 1) / 2;
        }
        used = next;
    }
    return middle;
}

} // namespace

LabelMap withSides(LabelMap labels) {
    std::uint16_t offset = 0;
    for (const Segment& segment : labels.segments()) {
        offset = std::max(offset, segment.value);
    }
    std::vector<Segment> segments;
    std::vector<bool> divided(static_cast<std::size_t>(offset) + 1, false);
    for (const Segment& segment : labels.segments()) {
        if (hasSide(segment)) {
            segments.push_back(segment);
            continue;
        }
        divided[segment.value] = true;
        for (const Side side : {Side::Right, Side::Left}) {
            Segment sided = segment;
            sided.name = sidedName(segment.name, side);
            sided.value = static_cast<std::uint16_t>(side == Side::Right ? segment.value
                                                                         : segment.value + offset);
            segments.push_back(std::move(sided));
        }
    }
    const GridSize size = labels.geometry().size();
    for (std::int64_t z = 0; z < size.z; ++z) {
        const std::int64_t parting = partingColumn(columnCounts(labels, z));
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = parting; x < size.x; ++x) {
                const std::uint16_t value = labels.at({x, y, z});
                if (value < divided.size() && divided[value]) {
                    labels.set({x, y, z}, static_cast<std::uint16_t>(value + offset));
                }
            }
        }
    }
    labels.clearSegments();
    for (Segment& segment : segments) {
        labels.addSegment(std::move(segment));
    }
    return labels;
}

} // namespace laurel
