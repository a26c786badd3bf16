#pragma once

#include "laurel/runtime/plane_inference.h"

#include <memory>
#include <string>

namespace laurel {

/// A fast way that errs more, used where it is seen to give the masks of a proven one: both compute
/// three planes of the case, and the fast one goes on if the Dice of all labels together is at
/// least 0.999 there.
class ConfirmedInference final : public PlaneInference {
  public:
    ConfirmedInference(std::unique_ptr<PlaneInference> fast,
                       std::unique_ptr<PlaneInference> proven);

    /// Of the one that computed; of the fast one before the first run.
    std::string name() const override;
    /// Why the proven one computed; empty where the fast one did.
    std::string note() const override { return whyProven_; }
    void run(const PlaneJob& job, SegmentTimes& seconds, const CancellationToken& cancel) override;

  private:
    std::unique_ptr<PlaneInference> fast_;
    std::unique_ptr<PlaneInference> proven_;
    std::string whyProven_;
};

} // namespace laurel
