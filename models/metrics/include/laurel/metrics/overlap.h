#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Overlap of a reference mask R and a segmentation's mask A, from counts of voxels. Undefined
/// values are nullopt, never 0 or 1.
namespace laurel {

struct OverlapCounts {
    std::int64_t reference = 0;    ///< |R|
    std::int64_t segmentation = 0; ///< |A|
    std::int64_t both = 0;         ///< |A ∩ R|

    OverlapCounts& operator+=(const OverlapCounts& other) noexcept;
    bool operator==(const OverlapCounts&) const = default;
};

/// 2|A∩R| / (|A|+|R|): 0 when one mask alone is empty, undefined when both are.
std::optional<double> dice(const OverlapCounts& counts) noexcept;
/// |A∩R| / |A∪R|: 0 when one mask alone is empty, undefined when both are.
std::optional<double> intersectionOverUnion(const OverlapCounts& counts) noexcept;
/// |A∩R| / |A|: undefined when the segmentation is empty.
std::optional<double> precision(const OverlapCounts& counts) noexcept;
/// |A∩R| / |R|: undefined when the reference is empty.
std::optional<double> recall(const OverlapCounts& counts) noexcept;
/// (|A| − |R|) / |R|, signed: undefined when the reference is empty.
std::optional<double> relativeError(const OverlapCounts& counts) noexcept;

/// Mean of the Dice of each label: one predicted but absent from the reference scores 0, one absent
/// from both is left out. Undefined when none is left. The gates' `mean_dice` of a case.
std::optional<double> meanDice(std::span<const OverlapCounts> labels) noexcept;

/// Average Dice of a case as Dafne reports it (Santini et al., arXiv 2302.06352): the Dice of each
/// label and slice, averaged with the reference's voxel count in that slice as weight, so slices
/// without reference do not count. Undefined when the reference is empty altogether.
/// @param labelsAndSlices counts of each label in each slice, in any order
std::optional<double> weightedDice(std::span<const OverlapCounts> labelsAndSlices) noexcept;

/// Counts of each slice (third axis) of two masks: 0 and not-0, x fastest.
/// @param sliceVoxels voxels of one slice
/// @throws Error InvalidArgument unless both have the same number of whole slices
std::vector<OverlapCounts> overlapPerSlice(std::span<const std::uint8_t> reference,
                                           std::span<const std::uint8_t> segmentation,
                                           std::int64_t sliceVoxels);

} // namespace laurel
