#pragma once

#include "laurel/training/training_batch.h"

#include <memory>

namespace laurel {

/// Takes the published fine-tuning's steps on one network: Adam with amsgrad (Reddi et al., "On the
/// Convergence of Adam and Beyond", ICLR 2018) at a constant learning rate, without weight decay,
/// clipping or averaging. Not thread-safe.
class AdamTrainer {
  public:
    /// @param network used for as long as this object lives; to be in training mode at each step
    AdamTrainer(Network& network, LossKind loss, double learningRate);
    ~AdamTrainer();
    AdamTrainer(const AdamTrainer&) = delete;
    AdamTrainer& operator=(const AdamTrainer&) = delete;

    /// One step; the loss before it. @throws Error Internal when the loss is not finite
    double step(const TrainingBatch& batch);

  private:
    struct Optimiser;

    Network& network_;
    LossKind loss_;
    std::unique_ptr<Optimiser> optimiser_;
    std::int64_t steps_ = 0;
};

} // namespace laurel
