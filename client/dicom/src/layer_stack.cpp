#include "layer_stack.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <numeric>

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

bool overlap(std::span<const std::uint16_t> taken, std::span<const std::uint8_t> wanted) {
    unsigned both = 0; // without an early end, so that the compiler takes many at once
    for (std::size_t i = 0; i < taken.size(); ++i) {
        both |= static_cast<unsigned>(taken[i] != 0) & static_cast<unsigned>(wanted[i] != 0);
    }
    return both != 0;
}

} // namespace

LayerStack::LayerStack(const Geometry& geometry, const MaskReadLimits& limits,
                       std::filesystem::path path)
    : path_(std::move(path)), limits_(limits), labels_(checked(geometry, limits, path_, 1)),
      pixels_(static_cast<std::size_t>(geometry.size().x * geometry.size().y)) {}

std::span<std::uint16_t> LayerStack::plane(int layer, std::int64_t slice) {
    return labels_.layer(layer).subspan(static_cast<std::size_t>(slice) * pixels_.size(),
                                        pixels_.size());
}

std::span<const std::uint8_t> LayerStack::drawn(std::int64_t slice, const Draw& draw) {
    std::ranges::fill(pixels_, std::uint8_t{0});
    draw(slice, pixels_);
    return pixels_;
}

int LayerStack::freeLayer(const std::vector<std::int64_t>& slices, const Draw& draw) {
    std::vector<int> candidates(static_cast<std::size_t>(labels_.layers()));
    std::iota(candidates.begin(), candidates.end(), 0);
    for (const std::int64_t slice : slices) {
        const auto wanted = drawn(slice, draw);
        std::erase_if(candidates, [&](int layer) { return overlap(plane(layer, slice), wanted); });
    }
    if (!candidates.empty()) {
        return candidates.front();
    }
    checked(labels_.geometry(), limits_, path_, labels_.layers() + 1);
    return labels_.addLayer();
}

void LayerStack::add(Segment segment, const std::vector<std::int64_t>& slices, const Draw& draw) {
    segment.layer = freeLayer(slices, draw);
    for (const std::int64_t slice : slices) {
        const auto marks = drawn(slice, draw);
        const auto voxels = plane(segment.layer, slice);
        for (std::size_t i = 0; i < voxels.size(); ++i) {
            voxels[i] = marks[i] != 0 ? segment.value : voxels[i];
        }
    }
    labels_.addSegment(std::move(segment));
}

} // namespace laurel
