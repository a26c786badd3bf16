#pragma once

#include "aligned_floats.h"
#include "kernels/kernels.h"
#include "layout.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace laurel {

/// Matrices as kernels::Product reads them: panels of output blocks, in them sum after sum (in a
/// set of pairs two at once), in these the panel's outputs. Zero where nothing was put.
class PackedWeights {
  public:
    /// @param sums rows @param outputs columns; both whole blocks of lanes
    PackedWeights(const kernels::Set& kernels, std::int64_t sums, std::int64_t outputs,
                  std::int64_t matrices = 1);

    void put(std::int64_t matrix, std::int64_t sum, std::int64_t output, float weight);

    const void* matrix(std::int64_t index) const {
        return memory_.data() + static_cast<std::size_t>(index) * matrixBytes_;
    }
    /// The only matrix from a block of outputs on, which begins a panel.
    const void* fromBlock(std::int64_t block) const {
        return memory_.data() +
               static_cast<std::size_t>(blocks_[static_cast<std::size_t>(block)].start) *
                   factorBytes_;
    }
    /// For each block of sums how many of its first rows have weights in any matrix.
    const std::int64_t* live() const noexcept { return live_.data(); }
    std::int64_t bytes() const noexcept { return std::ssize(memory_); }

  private:
    struct Block {
        std::int64_t start = 0;  ///< of the first sum
        std::int64_t stride = 0; ///< from one sum to the next
    };

    std::int64_t lanes_;
    std::int64_t together_;
    std::size_t factorBytes_;
    std::size_t matrixBytes_;
    std::vector<Block> blocks_; ///< of outputs
    std::vector<std::int64_t> live_;
    std::vector<std::byte, CacheLineAllocator<std::byte>> memory_;
};

/// A matrix for each place of a transposed convolution, inputs in their order.
/// @param sums rows of each, at least the inputs, in whole blocks
PackedWeights packedPlaces(const kernels::Set& kernels, const TransposedConvolutionOp& op,
                           std::int64_t sums, const MapLayout& output);

/// The 3×3 kernel g as Winograd's products need it: G g Gᵀ (Lavin & Gray, CVPR 2016), row by row,
/// the first (edge + 2)² of them.
/// @param edge of a tile's outputs: 2 or 4
std::array<float, 36> winogradPoints(const float* kernel, int edge);

} // namespace laurel
