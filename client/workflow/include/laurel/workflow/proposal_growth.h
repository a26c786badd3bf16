#pragma once

#include "laurel/engine/engine.h"
#include "laurel/imaging/label_map.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// A proposal that a model is still making: the slices that have their labels so far, before they
/// are cleaned. For looking at only: it cannot be accepted. One thread at a time.
class ProposalGrowth {
  public:
    /// Without any slice. Takes as much memory as the labels of the grid, so it is best made where
    /// nobody waits. @param slices that will come, within the grid
    /// @throws Error InvalidArgument for slices that the grid has not
    ProposalGrowth(const Geometry& grid, const std::vector<Segment>& segments, SliceRange slices);

    /// Whether it was taken: not when it is none of the slices to come, came already, or is not of
    /// the grid's size.
    bool add(const SlicePreview& slice);

    const LabelMap& labels() const noexcept { return labels_; } ///< background where nothing came
    bool has(std::int64_t slice) const noexcept;
    std::int64_t arrived() const noexcept { return arrived_; }
    std::int64_t expected() const noexcept { return slices_.last - slices_.first + 1; }

  private:
    LabelMap labels_;
    SliceRange slices_;
    std::vector<bool> here_; ///< by slice from slices_.first
    std::int64_t arrived_ = 0;
};

} // namespace laurel
