#pragma once

#include "laurel/dicom/mask_object.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace laurel {

/// Puts masks of segments into a label map, each into the first layer where it overlaps nothing.
class LayerStack {
  public:
    /// Makes those pixels of a slice 1 (they are 0) where the segment is; x fastest. Called twice
    /// for a slice, so that no more than one of them is in memory.
    using Draw = std::function<void(std::int64_t slice, std::span<std::uint8_t> pixels)>;

    /// @throws Error LimitExceeded where one layer is more than the limit
    LayerStack(const Geometry& geometry, const MaskReadLimits& limits, std::filesystem::path path);

    /// @param segment its layer is set here
    /// @param slices  where it may have voxels
    /// @throws Error LimitExceeded where a further layer is needed and more than the limit
    void add(Segment segment, const std::vector<std::int64_t>& slices, const Draw& draw);

    LabelMap take() { return std::move(labels_); }

  private:
    int freeLayer(const std::vector<std::int64_t>& slices, const Draw& draw);
    std::span<const std::uint8_t> drawn(std::int64_t slice, const Draw& draw);
    std::span<std::uint16_t> plane(int layer, std::int64_t slice);

    std::filesystem::path path_;
    MaskReadLimits limits_;
    LabelMap labels_;
    std::vector<std::uint8_t> pixels_; ///< of one slice
};

} // namespace laurel
