#include "label_slices.h"

#include "laurel/base/error.h"
#include "laurel/edit/edit_delta.h"
#include "laurel/edit/operations.h"

#include <algorithm>

namespace laurel {

bool hasLabels(const LabelMap& labels, std::int64_t slice) {
    const GridSize& size = labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const auto voxels =
            labels.layer(layer).subspan(static_cast<std::size_t>(slice) * inSlice, inSlice);
        if (std::any_of(voxels.begin(), voxels.end(), [](std::uint16_t v) { return v != 0; })) {
            return true;
        }
    }
    return false;
}

namespace {

void noteValues(const AutomaticSlice& slice, int layer, std::vector<bool>& inUse) {
    if (!slice.isKnown()) {
        return;
    }
    for (const EditDelta::Layer& own : slice.labels().layers()) {
        for (const DeltaRun& run : own.runs) {
            if (own.layer == layer) {
                inUse[run.after] = true;
            }
        }
    }
}

} // namespace

std::vector<bool> valuesInUse(const Segmentation& segmentation, int layer) {
    const LabelMap& labels = segmentation.labels;
    std::vector<bool> inUse(std::size_t{1} << 16);
    inUse[0] = true;
    for (const Segment& segment : labels.segments()) {
        if (segment.layer == layer) {
            inUse[segment.value] = true;
        }
    }
    std::uint16_t last = 0; // most voxels are as the one before
    for (const std::uint16_t value : labels.layer(layer)) {
        if (value != last) {
            inUse[value] = true;
            last = value;
        }
    }
    for (const AutomaticSlice& slice : segmentation.automatic) {
        noteValues(slice, layer, inUse); // else a new segment would be measured against old masks
    }
    return inUse;
}

std::uint16_t lowestFree(const std::vector<bool>& inUse) {
    const auto found = std::find(inUse.begin() + 1, inUse.end(), false);
    if (found == inUse.end()) {
        throw Error(ErrorCode::LimitExceeded, "a layer holds at most 65535 segments");
    }
    return static_cast<std::uint16_t>(found - inUse.begin());
}

std::string describeSlices(const std::vector<std::int64_t>& slices) {
    const bool follow = slices.back() - slices.front() + 1 == std::ssize(slices);
    if (!follow) {
        return std::to_string(slices.size()) + " slices";
    }
    return (slices.size() == 1 ? "slice " : "slices ") + sliceText(slices.front(), slices.back());
}

} // namespace laurel
