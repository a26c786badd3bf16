#pragma once

#include "laurel/inference/fast_network.h"
#include "laurel/runtime/plane_inference.h"

#include <memory>

namespace laurel {

/// A compiled network. Several planes at once, each on one thread: cores that share a plane wait
/// for each other at every layer. A single plane gets all threads, and so does each plane of a
/// network with so many weights that reading them takes longer than waiting.
class FastInference final : public PlaneInference {
  public:
    /// @param threads 0: one per core
    FastInference(std::shared_ptr<const FastNetwork> network, int threads);

    std::string name() const override { return "fast-" + network_->instructions(); }
    void run(const PlaneJob& job, SegmentTimes& seconds, const CancellationToken& cancel) override;

  private:
    std::shared_ptr<const FastNetwork> network_;
    int threads_;
};

} // namespace laurel
