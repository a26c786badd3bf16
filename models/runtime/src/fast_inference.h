#pragma once

#include "laurel/inference/fast_network.h"
#include "laurel/runtime/plane_inference.h"

#include <memory>

namespace laurel {

/// A compiled network. Several planes at once, each on one thread: cores that share a plane wait
/// for each other at every layer. A single plane gets all threads, and so does each plane of a
/// network with so many weights that reading them takes longer than waiting; then the next plane
/// is made while the last one is taken. Both ways give the same bits.
///
/// Memory of a run: a FastNetwork::Buffers for each thread, and at most two planes with their
/// answers per thread, whichever of them is slow.
class FastInference final : public PlaneInference {
  public:
    /// Of packed weights: beyond this no cache keeps them from one plane to the next. Threads that
    /// share a plane read them once, threads with planes of their own once each.
    static constexpr std::size_t mostWeightsPerThread = std::size_t{128} << 20;

    /// @param threads as SegmentOptions::threads
    /// @param mostWeights with more, threads share each plane
    FastInference(std::shared_ptr<const FastNetwork> network, int threads,
                  std::size_t mostWeights = mostWeightsPerThread);

    std::string name() const override { return "fast-" + network_->instructions(); }
    void run(const PlaneJob& job, SegmentTimes& seconds, const CancellationToken& cancel) override;

  private:
    std::shared_ptr<const FastNetwork> network_;
    int threads_;
    std::size_t mostWeights_;
};

} // namespace laurel
