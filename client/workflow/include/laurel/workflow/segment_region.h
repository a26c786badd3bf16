#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/engine/engine.h"
#include "laurel/imaging/body_side.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <memory>
#include <optional>

/// Auto-segmentation of a part: what a model is shown is cut out of the image, and what it says is
/// put back in its place.
namespace laurel {

/// What of a case a model is asked for.
struct SegmentRequest {
    std::optional<SliceRange> slices;  ///< none: all
    std::optional<BodySide> side;      ///< none: both
    std::optional<VoxelBox> rectangle; ///< x and y count, both ends included; none: all
    bool operator==(const SegmentRequest& other) const;
};

/// A rectangle of all slices, cut out of one frame.
class SegmentRegion {
  public:
    /// Clips the rectangle to the image.
    /// @throws Error InvalidArgument where less than `leastSide` voxels of a side are left, or
    /// there
    ///         is no such frame
    SegmentRegion(const Volume& image, std::int64_t frame, const VoxelBox& rectangle);
    static constexpr std::int64_t leastSide = 8;

    /// Of one frame; modality and description as the image's.
    const Volume& image() const noexcept { return part_; }
    const VoxelBox& rectangle() const noexcept { return rectangle_; }

    /// Back onto the whole grid; background outside.
    LabelMap placed(const LabelMap& part) const;
    SlicePreview placed(const SlicePreview& part) const;

  private:
    Geometry whole_;
    VoxelBox rectangle_;
    Volume part_;
};

/// Without the segments that a name's end gives to the other side, and their voxels.
/// @throws Error InvalidInput where the other side is all that is there, saying so
LabelMap ofSide(const LabelMap& labels, BodySide side);

} // namespace laurel
