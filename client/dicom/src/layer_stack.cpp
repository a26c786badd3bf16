#include "layer_stack.h"

#include "laurel/base/error.h"

#include <algorithm>

namespace laurel {

namespace {

/// Before the memory is taken.
const Geometry& checked(const Geometry& geometry, const MaskReadLimits& limits,
                        const std::filesystem::path& path, int layers) {
    const auto bytes = static_cast<std::uint64_t>(geometry.size().voxels()) *
                       sizeof(std::uint16_t) * static_cast<std::uint64_t>(layers);
    if (bytes > limits.bytes) {
        throw Error(ErrorCode::LimitExceeded, path.string() + ": " + std::to_string(layers) +
                                                  " layers of " + geometry.describe() + " take " +
                                                  std::to_string(bytes) + " bytes, more than " +
                                                  std::to_string(limits.bytes));
    }
    return geometry;
}

} // namespace

LayerStack::LayerStack(const Geometry& geometry, const MaskReadLimits& limits,
                       std::filesystem::path path)
    : path_(std::move(path)), limits_(limits), labels_(checked(geometry, limits, path_, 1)) {}

std::span<std::uint16_t> LayerStack::plane(int layer, std::int64_t slice) {
    const GridSize& size = labels_.geometry().size();
    const auto count = static_cast<std::size_t>(size.x * size.y);
    return labels_.layer(layer).subspan(static_cast<std::size_t>(slice) * count, count);
}

int LayerStack::freeLayer(const std::vector<MaskSlice>& slices) {
    const auto isFree = [&](int layer) {
        return std::ranges::all_of(slices, [&](const MaskSlice& mask) {
            const auto voxels = plane(layer, mask.slice);
            return std::equal(
                voxels.begin(), voxels.end(), mask.pixels.begin(),
                [](std::uint16_t taken, std::uint8_t wanted) { return taken == 0 || wanted == 0; });
        });
    };
    for (int layer = 0; layer < labels_.layers(); ++layer) {
        if (isFree(layer)) {
            return layer;
        }
    }
    checked(labels_.geometry(), limits_, path_, labels_.layers() + 1);
    return labels_.addLayer();
}

void LayerStack::add(Segment segment, const std::vector<MaskSlice>& slices) {
    segment.layer = freeLayer(slices);
    for (const MaskSlice& mask : slices) {
        const auto voxels = plane(segment.layer, mask.slice);
        for (std::size_t i = 0; i < voxels.size(); ++i) {
            voxels[i] = mask.pixels[i] != 0 ? segment.value : voxels[i];
        }
    }
    labels_.addSegment(std::move(segment));
}

} // namespace laurel
