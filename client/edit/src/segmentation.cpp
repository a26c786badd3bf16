#include "laurel/edit/segmentation.h"

#include "names.h"
#include "voxel_runs.h"

#include <algorithm>
#include <array>
#include <utility>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 5> stateNames{"empty", "auto", "in_work", "reviewed",
                                                     "flagged"};
constexpr std::array<std::string_view, 3> styleNames{"outline", "fill", "both"};

bool hasLabels(std::span<const std::uint16_t> slice) {
    return slice.front() != 0 || endOfEqual(slice, 0, std::ssize(slice)) != std::ssize(slice);
}

} // namespace

std::string_view toString(SliceState state) noexcept {
    return nameOf(state, stateNames);
}

SliceState sliceStateFromString(std::string_view text) {
    return fromName<SliceState>(text, stateNames, "a slice state");
}

std::string_view toString(SegmentStyle style) noexcept {
    return nameOf(style, styleNames);
}

SegmentStyle segmentStyleFromString(std::string_view text) {
    return fromName<SegmentStyle>(text, styleNames, "a segment style");
}

Segmentation::Segmentation(LabelMap map, SliceState withLabels)
    : labels(std::move(map)), looks(labels.segments().size()),
      slices(static_cast<std::size_t>(labels.geometry().size().z), SliceState::Empty),
      automatic(slices.size()) {
    const GridSize size = labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    for (std::size_t slice = 0; slice < slices.size(); ++slice) {
        for (int layer = 0; layer < labels.layers() && slices[slice] != withLabels; ++layer) {
            const auto voxels = std::as_const(labels).layer(layer);
            if (hasLabels(voxels.subspan(slice * inSlice, inSlice))) {
                slices[slice] = withLabels;
            }
        }
    }
}

const SegmentLook& Segmentation::lookOf(const Segment& segment) const {
    return looks.at(indexOf(segment.layer, segment.value).value());
}

std::optional<std::size_t> Segmentation::indexOf(int layer, std::uint16_t value) const noexcept {
    const Segment* const found = labels.find(layer, value);
    if (found == nullptr) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - labels.segments().data());
}

void VoxelBox::include(const VoxelIndex& index) noexcept {
    include(VoxelBox{index, index});
}

void VoxelBox::include(const VoxelBox& other) noexcept {
    if (other.empty()) {
        return;
    }
    if (empty()) {
        *this = other;
        return;
    }
    low = {std::min(low.x, other.low.x), std::min(low.y, other.low.y),
           std::min(low.z, other.low.z)};
    high = {std::max(high.x, other.high.x), std::max(high.y, other.high.y),
            std::max(high.z, other.high.z)};
}

} // namespace laurel
