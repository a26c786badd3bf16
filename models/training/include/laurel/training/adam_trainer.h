#pragma once

#include "laurel/sdk/network.h"
#include "laurel/training/training_batch.h"

#include <ATen/core/Tensor.h>
#include <memory>
#include <vector>

namespace laurel {

struct AdamTrainerSettings {
    LossKind loss = LossKind::WeightedCrossEntropy;
    double learningRate = 1e-3;
    /// μ of μ/2 · ‖w − w₀‖², which is added to the loss, w₀ being the parameters at the beginning:
    /// what is learned stays near to what all sites share (Li et al., "Federated Optimization in
    /// Heterogeneous Networks", MLSys 2020, FedProx). 0: none.
    double proximal = 0;
    double clipNorm = 0; ///< greatest L2 norm of the whole gradient, proximal term included; 0: any
};

/// Takes the published fine-tuning's steps on one network: Adam with amsgrad (Reddi et al., "On the
/// Convergence of Adam and Beyond", ICLR 2018) at a constant learning rate, without weight decay or
/// averaging. Not thread-safe.
class AdamTrainer {
  public:
    /// @param network used for as long as this object lives, on the device where it is now; to be
    /// in
    ///        training mode at each step
    AdamTrainer(Network& network, const AdamTrainerSettings& settings);
    ~AdamTrainer();
    AdamTrainer(const AdamTrainer&) = delete;
    AdamTrainer& operator=(const AdamTrainer&) = delete;

    /// One step; the batch's loss before it, without the proximal term. @throws Error Internal when
    /// the loss is not finite
    double step(const TrainingBatch& batch);

  private:
    struct Optimiser;

    void addProximalGradients();

    Network& network_;
    AdamTrainerSettings settings_;
    std::vector<at::Tensor> parameters_;
    std::vector<at::Tensor> beginning_; ///< copies of parameters_ where LibTorch's Adam needs them
    std::unique_ptr<Optimiser> optimiser_;
    std::int64_t steps_ = 0;
};

} // namespace laurel
