#include "laurel/training/adam_trainer.h"

#include <torch/optim/adam.h>

namespace laurel {

struct AdamTrainer::Optimiser {
    torch::optim::Adam adam;
};

AdamTrainer::AdamTrainer(Network& network, LossKind loss, double learningRate)
    : network_(network), loss_(loss),
      optimiser_(std::make_unique<Optimiser>(Optimiser{torch::optim::Adam(
          network.parameters(), torch::optim::AdamOptions(learningRate).amsgrad(true))})) {}

AdamTrainer::~AdamTrainer() = default;

double AdamTrainer::step(const TrainingBatch& batch) {
    optimiser_->adam.zero_grad();
    const double loss = accumulateGradients(network_, loss_, batch, ++steps_);
    optimiser_->adam.step();
    return loss;
}

} // namespace laurel
