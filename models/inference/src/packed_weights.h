#pragma once

#include "kernels/kernels.h"

#include <array>
#include <cstdint>
#include <vector>

namespace laurel {

/// Where a matrix's elements lie in the order in which kernels::Product reads them.
class PackedOrder {
  public:
    /// @param sums rows @param outputs columns; both whole blocks of lanes
    PackedOrder(const kernels::Set& kernels, std::int64_t sums, std::int64_t outputs);

    std::size_t size() const noexcept { return size_; }

    std::size_t at(std::int64_t sum, std::int64_t output) const noexcept {
        const Block& block = blocks_[static_cast<std::size_t>(output / lanes_)];
        return static_cast<std::size_t>(block.start + sum * block.stride + output % lanes_);
    }

  private:
    struct Block {
        std::int64_t start = 0;  ///< of the first sum
        std::int64_t stride = 0; ///< from one sum to the next
    };

    std::int64_t lanes_;
    std::size_t size_;
    std::vector<Block> blocks_; ///< of outputs
};

/// The 3×3 kernel g as Winograd's products need it: G g Gᵀ (Lavin & Gray, CVPR 2016), row by row,
/// the first (edge + 2)² of them.
/// @param edge of a tile's outputs: 2 or 4
std::array<float, 36> winogradPoints(const float* kernel, int edge);

} // namespace laurel
