#pragma once

#include "laurel/edit/edit_history.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// Where voxels of a segment from elsewhere go in a case. Value 0: nowhere.
struct SegmentPlace {
    int layer = 0;
    std::uint16_t value = 0;
    bool operator==(const SegmentPlace&) const = default;
};

/// Gives places to segments that a case lacks.
class SegmentPlaces {
  public:
    /// @param present outlives this
    explicit SegmentPlaces(const Segmentation& present)
        : present_(present), table_(tableOf(present)) {}

    /// Appends the segment to the table, made fit for a case: under its own layer and value where
    /// they are free, with a number behind its name where that is taken.
    /// @throws Error LimitExceeded when no value is free, or there would be too many segments
    SegmentPlace add(const Segment& segment);
    const SegmentTable& table() const noexcept { return table_; } ///< with what was added

  private:
    std::vector<bool>& valuesOf(int layer);
    std::string freeName(const std::string& wanted) const;

    const Segmentation& present_;
    SegmentTable table_;
    std::vector<std::vector<bool>> inUse_; ///< [layer][value], once one is added there
};

} // namespace laurel
