#include "label_layers.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <set>

namespace laurel {

namespace {

std::string nameOf(const LabelMap& labels, int layer, std::uint16_t value) {
    const Segment* const segment = labels.find(layer, value);
    return segment != nullptr ? segment->name : "value " + std::to_string(value);
}

/// @throws Error naming the first two structures that share a voxel
void requireNoOverlap(const LabelMap& labels, const std::string& instead) {
    const auto voxels = labels.layer(0).size();
    for (std::size_t at = 0; at < voxels; ++at) {
        int taken = -1;
        for (int layer = 0; layer < labels.layers(); ++layer) {
            const std::uint16_t value = labels.layer(layer)[at];
            if (value != 0 && taken >= 0) {
                throw Error(ErrorCode::Unsupported,
                            nameOf(labels, taken, labels.layer(taken)[at]) + " and " +
                                nameOf(labels, layer, value) +
                                " overlap, and the format has one value for each voxel; " +
                                instead);
            }
            taken = value != 0 ? layer : taken;
        }
    }
}

std::uint16_t freeValue(const std::set<std::uint16_t>& taken) {
    for (std::uint16_t value = 1; value != 0; ++value) {
        if (!taken.contains(value)) {
            return value;
        }
    }
    throw Error(ErrorCode::LimitExceeded, "no value is left for another structure");
}

void copyLayer(const LabelMap& from, const Segment& segment, std::uint16_t value, LabelMap& to) {
    const auto source = from.layer(segment.layer);
    const auto target = to.layer(0);
    for (std::size_t at = 0; at < source.size(); ++at) {
        if (source[at] == segment.value) {
            target[at] = value;
        }
    }
}

} // namespace

LabelMap inOneLayer(const LabelMap& labels, const std::string& instead,
                    std::vector<std::string>& notes) {
    if (labels.layers() == 1) {
        return labels;
    }
    requireNoOverlap(labels, instead);
    std::set<std::uint16_t> taken;
    for (const Segment& segment : labels.segments()) {
        taken.insert(segment.value);
    }
    std::set<std::uint16_t> used;
    LabelMap flat(labels.geometry());
    for (Segment segment : labels.segments()) {
        const std::uint16_t value = used.contains(segment.value) ? freeValue(taken) : segment.value;
        if (value != segment.value) {
            notes.push_back(segment.name + " has value " + std::to_string(value) + " instead of " +
                            std::to_string(segment.value) + ", which another structure has");
        }
        taken.insert(value);
        used.insert(value);
        copyLayer(labels, segment, value, flat);
        segment.value = value;
        segment.layer = 0;
        flat.addSegment(std::move(segment));
    }
    return flat;
}

} // namespace laurel
