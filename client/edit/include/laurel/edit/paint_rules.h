#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/imaging/volume.h"

#include <cstdint>

/// Where tools may paint, and over what. One rule for all of them: whatever writes through a
/// LabelMapEdit or a MaskOperation honours it.
namespace laurel {

/// What painting may go over. Locked segments are never touched, whatever the rule. The rule is
/// about painting: erasing takes from one segment and goes over nothing.
enum class Overwrite : std::uint8_t {
    Unlocked,   ///< anything that is not locked
    Visible,    ///< what is shown and not locked: hidden segments stay as they are
    Background, ///< nothing but background: other segments stay as they are
};

/// Which segment, by what its voxels hold.
struct SegmentKey {
    int layer = 0;
    std::uint16_t value = 1;
    bool operator==(const SegmentKey&) const = default;
};
inline SegmentKey keyOf(const Segment& segment) {
    return {segment.layer, segment.value};
}

/// The voxels that may change at all.
struct PaintArea {
    enum class Kind : std::uint8_t {
        Everywhere,
        InsideSegment,   ///< of `inside`, as it is when the voxel is painted
        OutsideSegments, ///< no segment of any layer has the voxel
        InsideSegments   ///< a segment of whatever layer has it
    };
    Kind kind = Kind::Everywhere; ///< painting only: a segment may be erased wherever it is
    SegmentKey inside;
    bool limitsIntensity = false; ///< painting and erasing: only rescaled values `low` to `high`
    double low = 0;
    double high = 0;
    bool operator==(const PaintArea&) const = default;

    bool isEverywhere() const noexcept { return kind == Kind::Everywhere && !limitsIntensity; }
};

struct PaintRules {
    Overwrite overwrite = Overwrite::Unlocked;
    PaintArea area;
    bool operator==(const PaintRules&) const = default;
};

/// The image whose values a PaintArea may ask for. Not owned.
struct PaintImage {
    const Volume* volume = nullptr;
    std::int64_t frame = 0;
};

/// Whether the rules let the segment have a voxel, as the labels are now.
/// Precondition: the voxel lies in the labels' grid. @throws Error InvalidArgument where the rules
/// limit intensity and there is no image on this grid
bool mayPaint(const Segmentation& segmentation, const Segment& segment, const PaintRules& rules,
              const PaintImage& image, const VoxelIndex& voxel);

} // namespace laurel
