#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/edit_tool.h"
#include "laurel/edit/label_map_edit.h"
#include "laurel/imaging/volume.h"

#include <array>
#include <cstdint>
#include <memory>
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

struct IslandsParameters {
    static constexpr ParameterRange<double> mm3Range{1, 100'000, 1};
    bool largestOnly = true; ///< else all that are as large as `leastMm3`
    double leastMm3 = 500;   ///< in a slice: of its thickness
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

/// Fills empty slices between drawn ones along the plane's axis by linear interpolation of signed
/// distances: any number of contours, of any shape (Raya & Udupa, IEEE TMI 9 (1990) 32-42).
/// Drawn slices stay. In a slice: only the gap that the plane lies in.
struct InterpolateParameters {
    bool operator==(const InterpolateParameters&) const = default;
};

using MaskOperation = std::variant<GrowParameters, MorphologyParameters, IslandsParameters,
                                   SmoothParameters, ThresholdParameters, InterpolateParameters>;

enum class OperationReach : std::uint8_t { Slice, Volume };

/// How an operation is applied, whichever it is.
struct OperationScope {
    Segment segment;
    SlicePlane plane; ///< that a person looks at
    OperationReach reach = OperationReach::Volume;
    Overwrite overwrite = Overwrite::Unlocked;
};

/// What an operation works on, by value.
struct OperationInput {
    OperationScope scope;
    GridSize grid; ///< of the whole
    std::array<double, 3> spacing{};
    VoxelBox box;                      ///< that may change; empty: nothing will
    std::vector<std::uint16_t> values; ///< of the scope's layer within the box, x fastest
    std::vector<bool> locked;          ///< by value
    std::vector<SliceState> slices;
    std::shared_ptr<const Volume> image;
    std::int64_t frame = 0;
};

/// Copies what the operation needs. Costs memory and time of the copied part: a slice, or the
/// segment's surroundings; for a threshold in the volume all of it.
/// @param counts of the segmentation, which spare looking for the segment in every slice
/// @throws Error InvalidArgument when the segment or the plane is not there
OperationInput operationInput(const Segmentation& segmentation, const SegmentCounts& counts,
                              std::shared_ptr<const Volume> image, std::int64_t frame,
                              const OperationScope& scope, const MaskOperation& operation);

/// The step; empty where nothing would change, or the segment is locked. Locked segments and the
/// rule of `overwrite` are honoured. Changed slices become InWork. Thread-safe.
/// @throws Error Cancelled
EditStep computeOperation(const OperationInput& input, const MaskOperation& operation,
                          const CancellationToken& cancel);

/// "Grow 1.0 mm", as the history says it.
std::string describe(const MaskOperation& operation);

} // namespace laurel
