#pragma once

#include "laurel/inference/graph.h"
#include "laurel/inference/worker_pool.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace laurel {

/// Runs a graph on the processor without LibTorch: maps in blocks of channels from end to end,
/// 3×3 convolutions by Winograd's minimal filtering (Lavin & Gray, CVPR 2016), norms, sums and
/// activations made while values are at hand, one arena planned beforehand.
///
/// Immutable and thread-safe: several threads may run one network, each with Buffers of its own.
/// The same input gives the same output, bit for bit, whatever the number of threads.
class FastNetwork {
  public:
    /// Which instructions to use.
    enum class Instructions {
        Best,       ///< what the processor has, in single precision
        Generic,    ///< what every processor of this architecture has
        Avx2,       ///< with FMA
        Avx512,     ///< F and VL
        Avx512Bf16, ///< convolutions multiply bfloat16 and add in single precision: about three
                    ///< digits
        AmxBf16,    ///< the same by products of whole matrices, and without Winograd's tiles
        BestBf16,   ///< which of the two the processor has
    };
    static bool has(Instructions instructions) noexcept;

    /// @throws Error InvalidArgument as requireConsistent, Unsupported for an operation that is not
    ///         implemented or instructions that the processor lacks
    explicit FastNetwork(const Graph& graph, Instructions instructions = Instructions::Best);
    ~FastNetwork();
    FastNetwork(FastNetwork&&) noexcept;

    MapShape inputShape() const noexcept;
    MapShape outputShape() const noexcept;
    std::string instructions() const; ///< "generic", "avx2", "avx512", "avx512bf16", "amxbf16"
    std::size_t weightBytes() const noexcept;
    /// Of a Buffers for so many threads.
    std::size_t bufferBytes(int threads) const noexcept;

    /// The memory of one run at a time. Made for one FastNetwork; reusable.
    class Buffers {
      public:
        /// @param threads that a team may have
        Buffers(const FastNetwork& network, int threads);
        ~Buffers();
        Buffers(Buffers&&) noexcept;

      private:
        friend class FastNetwork;
        struct Storage;
        std::unique_ptr<Storage> storage_;
    };

    /// @param input channels × rows × columns @param output the same of the output
    /// @throws Error InvalidArgument when sizes differ or the team is larger than the buffers allow
    void run(std::span<const float> input, std::span<float> output, Buffers& buffers,
             WorkerPool::Team& team) const;

    /// Probabilities in place of an output's logits.
    /// @return false when a value was not finite; what they are then is undefined
    /// @throws Error InvalidArgument when the size is not the output's
    bool softmax(std::span<float> logits) const;

  private:
    struct Plan;
    std::unique_ptr<const Plan> plan_;
};

} // namespace laurel
