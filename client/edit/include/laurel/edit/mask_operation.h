#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/edit_tool.h"
#include "laurel/edit/label_map_edit.h"
#include "laurel/edit/tool_reach.h"
#include "laurel/imaging/masks.h"
#include "laurel/imaging/volume.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Operations that change a segment as a whole. They may take long, so each works on a copy of the
/// part of the labels that it needs, in any thread, and gives the step that it would be: shown as a
/// preview, and applied (Case::apply) only when a person accepts it.
namespace laurel {

/// The segment grows or shrinks by a distance, as by a ball; in a slice as by a disc.
struct GrowParameters {
    static constexpr ParameterRange<double> mmRange{0.25, 20, 0.25};
    double mm = 2;
    bool shrink = false;
    bool operator==(const GrowParameters&) const = default;
};

enum class MorphologyKind : std::uint8_t {
    Open,     ///< away with what is thinner than the ball
    Close,    ///< gaps that the ball does not enter are filled
    FillHoles ///< what the segment encloses
};
struct MorphologyParameters {
    static constexpr ParameterRange<double> mmRange{0.25, 20, 0.25};
    MorphologyKind kind = MorphologyKind::Close;
    double mm = 2; ///< radius of the ball; of no meaning for FillHoles
    bool operator==(const MorphologyParameters&) const = default;
};

/// A piece that a person pointed at.
struct IslandPick {
    VoxelIndex at;
    bool removes = false; ///< else all other pieces go
    bool operator==(const IslandPick&) const = default;
};
struct IslandsParameters {
    static constexpr ParameterRange<double> mm3Range{1, 100'000, 1};
    bool largestOnly = true;                       ///< else all that are as large as `leastMm3`
    double leastMm3 = 500;                         ///< in a slice: of its thickness
    std::optional<IslandPick> pick = std::nullopt; ///< goes before the two others
    bool operator==(const IslandsParameters&) const = default;
};

/// A Gaussian over the mask, cut at one half.
struct SmoothParameters {
    static constexpr ParameterRange<double> mmRange{0.25, 10, 0.25};
    double mm = 1;        ///< standard deviation
    bool jointly = false; ///< all unlocked segments of the layer at once, leaving no gaps
    bool operator==(const SmoothParameters&) const = default;
};

/// Adds the voxels whose rescaled value lies within both limits.
struct ThresholdParameters {
    double low = 0;
    double high = 0;
    bool operator==(const ThresholdParameters&) const = default;
};

enum class BooleanKind : std::uint8_t {
    Unite,     ///< the other's voxels too
    Intersect, ///< only what both have
    Subtract   ///< what the other has not
};
/// With another segment, which stays as it is where the two lie in different layers. In one layer
/// no voxel belongs to two: uniting takes the other's voxels, whatever the rule of `overwrite`
/// unless it is locked; intersecting leaves nothing, and subtracting everything.
struct BooleanParameters {
    BooleanKind kind = BooleanKind::Unite;
    SegmentKey other;
    bool operator==(const BooleanParameters&) const = default;
};

using MaskOperation = std::variant<GrowParameters, MorphologyParameters, IslandsParameters,
                                   SmoothParameters, ThresholdParameters, BooleanParameters>;

/// How an operation is applied, whichever it is.
struct OperationScope {
    Segment segment;
    SlicePlane plane; ///< that a person looks at
    OperationReach reach = OperationReach::Volume;
    Overwrite overwrite = Overwrite::Unlocked;
    PaintArea area = {};    ///< what may change besides
    std::int64_t first = 0; ///< with Range: slices along the plane's axis, both included
    std::int64_t last = 0;
};

/// What an operation works on, by value.
struct OperationInput {
    OperationScope scope;
    GridSize grid; ///< of the whole
    std::array<double, 3> spacing{};
    VoxelBox box;                      ///< that is looked at; empty: nothing will change
    VoxelBox limits;                   ///< what of it may change
    std::vector<std::uint16_t> values; ///< of the scope's layer within the box, x fastest
    std::vector<bool> locked;          ///< by value
    std::vector<bool> kept;            ///< by value: not to be painted over
    Mask places;                       ///< of the box, where the area lets paint; empty: anywhere
    Mask other;                        ///< of the box, for a Boolean operation
    std::string otherName;
    std::vector<SliceState> slices;
    std::shared_ptr<const Volume> image;
    std::int64_t frame = 0;
};

/// Copies what the operation needs. Costs memory and time of the copied part: a slice, or the
/// segment's surroundings; for a threshold in the volume all of it, or its slices of the range.
/// @param counts of the segmentation, which spare looking for the segment in every slice
/// @throws Error InvalidArgument when a segment, the plane or a slice of the range is not there
OperationInput operationInput(const Segmentation& segmentation, const SegmentCounts& counts,
                              std::shared_ptr<const Volume> image, std::int64_t frame,
                              const OperationScope& scope, const MaskOperation& operation);

/// The step; empty where nothing would change, or the segment is locked. Locked segments and the
/// rules of the scope are honoured. Changed slices become InWork. Thread-safe.
/// @throws Error Cancelled
EditStep computeOperation(const OperationInput& input, const MaskOperation& operation,
                          const CancellationToken& cancel);

/// "Grow 1.0 mm", as the history says it.
std::string describe(const MaskOperation& operation);

} // namespace laurel
