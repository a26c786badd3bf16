#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/metrics/overlap.h"

#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <vector>

/// How far what models made agrees with what a person made of it: Dice of automatic against
/// refined masks, as Dafne reports it (metrics/overlap.h, weightedDice).
namespace laurel {

/// Whether a slice counts: a model spoke of it, and a person has had a hand in it (it is in work,
/// reviewed or flagged). What nobody has looked at would agree with itself.
bool isRefined(const Segmentation& segmentation, std::int64_t slice);

/// Of each segment in one slice: the refined mask as reference, the automatic one as segmentation.
/// Empty where the slice does not count. Reads one slice.
std::vector<OverlapCounts> automaticOverlap(const Segmentation& segmentation, std::int64_t slice);

/// The overlaps of all slices that count, kept while single slices change. A segment of which no
/// model made anything in any of them, such as one drawn by hand, has no Dice. One thread.
class AutomaticOverlaps {
  public:
    /// Nothing is measured yet.
    void reset(std::int64_t slices);
    void touch(std::int64_t firstSlice, std::int64_t lastSlice); ///< clipped; to be measured anew
    /// Measures up to so many of the slices that were touched. @return whether some are left
    bool measure(const Segmentation& segmentation, std::int64_t most);
    /// Measures this one now, if need be.
    void measureSlice(const Segmentation& segmentation, std::int64_t slice);

    std::int64_t slices() const noexcept { return std::ssize(slices_); }

    using SliceWanted = std::function<bool(std::int64_t)>;
    /// Undefined where nothing counts. Precondition: the slice is measured.
    std::optional<double> dice(std::size_t segment, std::int64_t slice) const;
    /// Over slices: those measured, of them the wanted ones.
    std::optional<double> dice(std::size_t segment, const SliceWanted& wanted = {}) const;
    /// Over segments and slices. @param segments which count; none: all
    std::optional<double> diceOfAll(const SliceWanted& wanted = {},
                                    const std::function<bool(std::size_t)>& segments = {}) const;

  private:
    bool isSpokenOf(std::size_t segment) const noexcept;

    std::vector<std::vector<OverlapCounts>> slices_; ///< [slice][segment]; empty: does not count
    std::vector<std::int64_t> automatic_; ///< by segment: voxels that models made, in all slices
    std::vector<bool> stale_;
    std::int64_t next_ = 0; ///< none before it is stale
};

/// All at once.
AutomaticOverlaps automaticOverlapsOf(const Segmentation& segmentation);

} // namespace laurel
