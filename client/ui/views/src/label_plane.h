#pragma once

#include "plane_layout.h"

#include "laurel/edit/edit_delta.h"

#include <optional>
#include <vector>

namespace laurel::ui {

/// The labels of one slice, laid out as the screen shows them, layer by layer. Reads from the
/// volume only what has changed: across slices neighbours lie far apart in memory.
class LabelPlane {
  public:
    /// Brings it up to date with this slice.
    void read(const LabelMap& labels, const PlaneLayout& layout, std::int64_t slice);
    /// What a delta would change in this slice: in layer 0 the values that voxels get, in layer 1 a
    /// 1 where they become background. For one layer of labels, that of the delta's first.
    void readChange(const EditDelta& delta, const GridSize& size, const PlaneLayout& layout,
                    std::int64_t slice);
    /// These voxels are to be read again. Layout and slice as in the last `read`.
    void touch(const PlaneRect& part);
    void forget() { slice_.reset(); }

    std::int64_t columns() const noexcept { return columns_; }
    std::int64_t rows() const noexcept { return rows_; }
    int layers() const noexcept { return static_cast<int>(layers_.size()); }
    const std::uint16_t* row(int layer, std::int64_t row) const noexcept {
        return layers_[static_cast<std::size_t>(layer)].data() + row * columns_;
    }
    /// 0 outside.
    std::uint16_t at(int layer, std::int64_t column, std::int64_t atRow) const noexcept {
        const bool inside = column >= 0 && atRow >= 0 && column < columns_ && atRow < rows_;
        return inside ? row(layer, atRow)[column] : std::uint16_t{0};
    }

  private:
    void copy(const LabelMap& labels, const PlaneLayout& layout, std::int64_t slice,
              const PlaneRect& part);

    std::optional<std::int64_t> slice_;
    PlaneRect stale_;
    std::int64_t columns_ = 0;
    std::int64_t rows_ = 0;
    std::vector<std::vector<std::uint16_t>> layers_;
};

} // namespace laurel::ui
