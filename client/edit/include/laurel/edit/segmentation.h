#pragma once

#include "laurel/edit/automatic_masks.h"
#include "laurel/imaging/label_map.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

/// What a person edits: voxels, the segments that name them, and how far each slice has come.
/// Plain values without Qt; one thread at a time.
namespace laurel {

/// How far a slice has come, along the file's third axis. Only Reviewed slices teach a model.
enum class SliceState : std::uint8_t {
    Empty,    ///< nothing here and nobody has said anything
    Auto,     ///< from a model, never confirmed
    InWork,   ///< edited by a person, not confirmed
    Reviewed, ///< confirmed by a person, whether it carries labels or none
    Flagged   ///< someone should look; teaches nothing
};
std::string_view toString(SliceState state) noexcept; ///< "empty", "auto", "in_work", ...
/// @throws Error InvalidInput for any other text
SliceState sliceStateFromString(std::string_view text);

enum class SegmentStyle : std::uint8_t { Outline, Fill, Both };
std::string_view toString(SegmentStyle style) noexcept; ///< "outline", "fill", "both"
SegmentStyle segmentStyleFromString(std::string_view text);

/// How a segment is shown, and whether it may be changed. Kept with the case, not in its history.
struct SegmentLook {
    bool visible = true;
    bool locked = false;   ///< no edit adds to it or takes from it
    double opacity = 0.34; ///< of the fill, 0 to 1
    SegmentStyle style = SegmentStyle::Both;
    bool operator==(const SegmentLook&) const = default;
};

struct Segmentation {
    LabelMap labels;
    std::vector<SegmentLook> looks; ///< one for each of labels.segments(), in their order
    std::vector<SliceState> slices; ///< one for each slice along the third axis
    AutomaticMasks automatic;       ///< one for each slice: what a model made of it, if any

    Segmentation() : Segmentation(LabelMap{}) {}
    /// Default looks; slices with any label are `withLabels`, the others Empty.
    explicit Segmentation(LabelMap map, SliceState withLabels = SliceState::InWork);

    /// The look of a segment. Precondition: it is one of labels.segments().
    const SegmentLook& lookOf(const Segment& segment) const;
    std::optional<std::size_t> indexOf(int layer, std::uint16_t value) const noexcept;

    bool operator==(const Segmentation&) const = default;
};

/// Voxels, both ends included; empty where any low is above its high.
struct VoxelBox {
    VoxelIndex low{0, 0, 0};
    VoxelIndex high{-1, -1, -1};
    bool operator==(const VoxelBox&) const = default;

    bool empty() const noexcept { return low.x > high.x || low.y > high.y || low.z > high.z; }
    void include(const VoxelIndex& index) noexcept;
    void include(const VoxelBox& other) noexcept;
};

/// A plane of voxels: all whose coordinate along `axis` is `index`.
struct SlicePlane {
    int axis = 2; ///< 0 = x, 1 = y, 2 = z of the index, not of the patient
    std::int64_t index = 0;
    bool operator==(const SlicePlane&) const = default;
};

class EditDelta;

/// Of each segment, its voxels per slice along the third axis; the source of volumes, of areas
/// along the limb and of segment states. One pass over the labels.
class SegmentCounts {
  public:
    SegmentCounts() = default;
    explicit SegmentCounts(const Segmentation& segmentation);

    /// After the list of segments has changed. One that is new in it has no voxels yet; what a step
    /// brings with it is told by `follow`. False, and nothing is done, when one is new while there
    /// are voxels of no segment, which may be its own: then all has to be counted.
    bool followList(const Segmentation& segmentation);
    /// After a delta was done (or undone), at the cost of its runs. Precondition: what it says
    /// was there before has been counted.
    void follow(const Segmentation& segmentation, const EditDelta& delta, bool undone);
    /// Counts these slices anew, after an edit touched nothing else.
    void update(const Segmentation& segmentation, const std::vector<std::int64_t>& slices);

    /// Precondition: both in range of what was counted.
    std::int64_t voxels(std::size_t segment, std::int64_t slice) const {
        return counts_[segment][static_cast<std::size_t>(slice)];
    }
    std::int64_t voxels(std::size_t segment) const;
    std::size_t segments() const noexcept { return counts_.size(); }
    /// Whether there are voxels of a value that no segment of their layer has.
    bool hasUnlisted() const noexcept;

  private:
    std::vector<std::vector<std::int64_t>> counts_;     ///< [segment][slice]
    std::vector<std::pair<int, std::uint16_t>> places_; ///< [segment]: layer and value
    std::vector<std::int64_t> unlisted_;                ///< [slice]: voxels of no segment
};

/// A segment's state follows from its slices: Empty without voxels; Reviewed when all are; Flagged
/// when only flagged slices are left to be reviewed; Auto when all but flagged ones are; else
/// InWork.
SliceState segmentState(const SegmentCounts& counts, const std::vector<SliceState>& slices,
                        std::size_t segment);

} // namespace laurel
