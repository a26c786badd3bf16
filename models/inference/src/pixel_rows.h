#pragma once

#include "step.h"

#include <cstddef>

namespace laurel {

/// Some rows of a map as kernels::RowProduct multiplies them: all channels of a pixel side by side,
/// zeros beyond the border.
class PixelRows {
  public:
    /// @param columns that are read, from column -padLeft on
    PixelRows(const kernels::Set& kernels, const Placed& map, std::int64_t padLeft,
              std::int64_t columns)
        : kernels_(kernels), map_(map), padLeft_(padLeft), columns_(columns) {}

    std::int64_t pixelFactors() const { return map_.layout.blocks() * kernels_.lanes; }
    std::int64_t rowFactors() const { return columns_ * pixelFactors(); }
    /// Of a run over so many columns.
    std::int64_t runBlocks(std::int64_t columns) const;
    /// Memory of so many rows.
    std::int64_t floats(std::int64_t rows) const;

    /// @param first may lie outside the map, as may the last row
    void read(const RunContext& context, std::int64_t first, std::int64_t rows,
              float* scratch) const;

  private:
    void readRow(const RunContext& context, std::int64_t row, std::byte* to) const;

    const kernels::Set& kernels_;
    Placed map_;
    std::int64_t padLeft_;
    std::int64_t columns_;
};

} // namespace laurel
