#pragma once

#include "laurel/sdk/named_tensors.h"
#include "laurel/sdk/network.h"
#include "laurel/training/training_batch.h"

#include <ATen/core/Tensor.h>
#include <memory>
#include <vector>

namespace laurel {

struct NetworkTrainerSettings {
    LossKind loss = LossKind::DiceCrossEntropy;
    double weightDecay =
        1e-4;            ///< of tensors with at least two axes; biases and norms are left alone
    double clipNorm = 5; ///< of the gradient over all parameters
    double averageDecay = 0.998; ///< of the moving average, reached after a ramp
};

/// Before a step.
struct StepReport {
    double loss = 0;
    double gradientNorm = 0; ///< over all parameters, before clipping
};

/// Takes optimiser steps on one network and keeps the exponential moving average of its parameters
/// (Polyak & Juditsky 1992). AdamW (Loshchilov & Hutter, ICLR 2019). Not thread-safe.
class NetworkTrainer {
  public:
    /// @param network used for as long as this object lives; put into training mode
    NetworkTrainer(Network& network, const NetworkTrainerSettings& settings);
    ~NetworkTrainer();
    NetworkTrainer(const NetworkTrainer&) = delete;
    NetworkTrainer& operator=(const NetworkTrainer&) = delete;

    /// @throws Error Internal when the loss is not finite
    StepReport step(const TrainingBatch& batch, double learningRate);

    /// The network's state with the average in place of its parameters; statistics as they are.
    StateDict averagedState();

    /// A copy of all that the next steps depend on but batches and random numbers: network, average
    /// and the optimiser's moments.
    StateDict state() const;
    /// @throws Error InvalidInput when it is not of such a network; then training cannot go on
    void restore(const StateDict& state);

  private:
    struct Optimiser;

    /// The norm before.
    void updateAverage();

    Network& network_;
    NetworkTrainerSettings settings_;
    std::vector<at::Tensor> parameters_;
    std::vector<at::Tensor> average_;
    std::unique_ptr<Optimiser> optimiser_;
    std::int64_t steps_ = 0;
};

} // namespace laurel
