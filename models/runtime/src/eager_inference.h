#pragma once

#include "inferer.h"
#include "laurel/runtime/plane_inference.h"

namespace laurel {

/// LibTorch, a few planes at once, one batch after another.
class EagerInference final : public PlaneInference {
  public:
    /// @param inferer outlives this object
    explicit EagerInference(Inferer& inferer) : inferer_(inferer) {}

    std::string name() const override { return "eager"; }
    void run(const PlaneJob& job, SegmentTimes& seconds, const CancellationToken& cancel) override;

  private:
    Inferer& inferer_;
};

} // namespace laurel
