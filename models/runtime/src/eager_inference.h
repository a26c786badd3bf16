#pragma once

#include "inferer.h"
#include "laurel/runtime/plane_inference.h"

namespace laurel {

/// LibTorch, two planes at once, one pair after another.
class EagerInference final : public PlaneInference {
  public:
    /// A slice of both limbs: small networks take less time for each of several planes, but
    /// cancelling waits for all of them.
    static constexpr std::size_t planesAtOnce = 2;

    /// @param inferer outlives this object
    explicit EagerInference(Inferer& inferer) : inferer_(inferer) {}

    std::string name() const override { return "eager"; }
    void run(const PlaneJob& job, SegmentTimes& seconds, const CancellationToken& cancel) override;

  private:
    Inferer& inferer_;
};

} // namespace laurel
