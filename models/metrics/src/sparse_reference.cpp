#include "laurel/metrics/sparse_reference.h"

#include "same_grid.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 3> sparseNames{"Background", "Undefined", "Uncertain"};

bool isSparse(const Segment& segment) {
    return std::ranges::find(sparseNames, segment.name) != sparseNames.end();
}

void write(std::vector<std::uint8_t>& unknown, const LabelMap& labels, const Segment& segment,
           std::uint8_t value) {
    const std::span<const std::uint16_t> voxels = labels.layer(segment.layer);
    for (std::size_t i = 0; i < unknown.size(); ++i) {
        if (voxels[i] == segment.value) {
            unknown[i] = value;
        }
    }
}

/// 1 where nobody said what a voxel is.
std::vector<std::uint8_t> unknownVoxels(const LabelMap& reference) {
    const bool namesBackground = reference.findByName("Background") != nullptr;
    std::vector<std::uint8_t> unknown(reference.layer(0).size(), namesBackground ? 1 : 0);
    for (const Segment& segment : reference.segments()) {
        write(unknown, reference, segment, 0);
    }
    for (const char* name : {"Undefined", "Uncertain"}) {
        if (const Segment* segment = reference.findByName(name)) {
            write(unknown, reference, *segment, 1);
        }
    }
    return unknown;
}

void erase(LabelMap& labels, const std::vector<std::uint8_t>& mask) {
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const std::span<std::uint16_t> voxels = labels.layer(layer);
        for (std::size_t i = 0; i < mask.size(); ++i) {
            voxels[i] = mask[i] != 0 ? 0 : voxels[i];
        }
    }
}

} // namespace

void leaveOutUnknown(LabelMap& reference, LabelMap& segmentation) {
    requireSameGrid(reference, segmentation);
    if (std::ranges::none_of(reference.segments(), isSparse)) {
        return;
    }
    const std::vector<std::uint8_t> unknown = unknownVoxels(reference);
    erase(segmentation, unknown);
    erase(reference, unknown);
    const std::vector<Segment> segments = reference.segments();
    reference.clearSegments();
    for (const Segment& segment : segments) {
        if (isSparse(segment)) {
            std::ranges::replace(reference.layer(segment.layer), segment.value, 0);
        } else {
            reference.addSegment(segment);
        }
    }
}

} // namespace laurel
