#pragma once

#include "laurel/edit/delta_runs.h"
#include "laurel/workflow/proposal.h"
#include "segment_places.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// How a slice meets the proposal.
enum class Merge : std::uint8_t { Leave, Gaps, Replace };

/// What is to be known of the values of one layer of the case.
struct ValueRules {
    std::vector<bool> locked = std::vector<bool>(std::size_t{1} << 16);
    std::vector<bool> replaced = std::vector<bool>(std::size_t{1} << 16);
};

/// Computes the step that accepting would be; changes nothing.
class Merging {
  public:
    Merging(const Segmentation& present, const Proposal& proposal, MergeRule rule,
            const std::vector<bool>& taken);

    /// Empty where nothing would change.
    EditStep step() const;
    /// Of each segment of the proposal: where it is, or would go. Value 0: the case lacks it and it
    /// is not taken.
    const std::vector<SegmentPlace>& places() const noexcept { return places_; }

  private:
    void findPlaces(const std::vector<bool>& taken);
    void noteLocks();
    EditDelta voxels() const;
    std::size_t skipBackground(int layer, std::size_t offset, std::size_t end) const;
    DeltaRuns runsOf(int layer) const;
    std::uint16_t valueAfter(int layer, std::size_t offset, Merge merge) const;
    std::uint16_t wanted(int layer, std::size_t offset) const;
    bool isGap(std::size_t offset) const;
    std::vector<SliceStateChange> marks(const std::vector<std::int64_t>& changed) const;
    std::vector<AutomaticChange> automatic() const;
    AutomaticSlice automaticOf(std::int64_t slice) const;
    void keepOthers(std::vector<std::uint16_t>& own, int layer, std::int64_t slice) const;
    bool isInside(std::size_t offset) const;
    std::int64_t firstSlice() const;
    std::int64_t lastSlice() const;
    Merge mergeAt(std::int64_t slice) const;

    const Segmentation& present_;
    const Proposal& proposal_;
    MergeRule rule_;
    std::vector<SegmentPlace> places_;
    std::vector<std::vector<SegmentPlace>> targets_; ///< [layer of the proposal][value]
    std::vector<ValueRules> rules_;                  ///< [layer of the case]
    SegmentPlaces added_;
};

} // namespace laurel
