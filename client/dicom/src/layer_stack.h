#pragma once

#include "laurel/dicom/mask_object.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace laurel {

/// One slice of a mask: 1 where the segment is.
struct MaskSlice {
    std::int64_t slice = 0;
    std::vector<std::uint8_t> pixels; ///< x fastest
};

/// Puts masks of segments into a label map, each into the first layer where it overlaps nothing.
class LayerStack {
  public:
    /// @throws Error LimitExceeded where one layer is more than the limit
    LayerStack(const Geometry& geometry, const MaskReadLimits& limits, std::filesystem::path path);

    /// @param segment its layer is set here
    /// @throws Error LimitExceeded where a further layer is needed and more than the limit
    void add(Segment segment, const std::vector<MaskSlice>& slices);

    LabelMap take() { return std::move(labels_); }

  private:
    int freeLayer(const std::vector<MaskSlice>& slices);
    std::span<std::uint16_t> plane(int layer, std::int64_t slice);

    std::filesystem::path path_;
    MaskReadLimits limits_;
    LabelMap labels_;
};

} // namespace laurel
