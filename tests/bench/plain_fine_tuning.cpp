#include "plain_fine_tuning.h"

#include "laurel/training/augmentation.h"
#include "laurel/training/border_weights.h"
#include "laurel/training/losses.h"
#include "laurel/training/training_batch.h"
#include "plain_limb_net.h"
#include "plane_dice.h"
#include "reviewed_set.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <torch/nn/functional.h>
#include <torch/optim/adam.h>

namespace laurel::bench {

namespace {

/// 1 − mean Dice of the structures + cross-entropy, over what is annotated.
at::Tensor diceCrossEntropy(const at::Tensor& logits, const at::Tensor& labels) {
    namespace F = torch::nn::functional;
    const std::int64_t classes = logits.size(1);
    const at::Tensor known = labels.ne(ignoredPixel).unsqueeze(1);
    const at::Tensor probabilities = at::softmax(logits, 1) * known;
    const at::Tensor truth = at::one_hot(labels.clamp_min(0), classes).movedim(3, 1) * known;
    const at::Tensor overlap = (probabilities * truth).sum({0, 2, 3});
    const at::Tensor sizes = (probabilities * probabilities).sum({0, 2, 3}) + truth.sum({0, 2, 3});
    const at::Tensor dice = (2 * overlap + 1) / (sizes + 1);
    return 1 - dice.slice(0, 1).mean() +
           F::cross_entropy(logits, labels,
                            F::CrossEntropyFuncOptions().ignore_index(ignoredPixel));
}

at::Tensor weightedCrossEntropy(const at::Tensor& logits, const TrainingBatch& batch) {
    namespace F = torch::nn::functional;
    const at::Tensor each = F::cross_entropy(
        logits, batch.labels,
        F::CrossEntropyFuncOptions().ignore_index(ignoredPixel).reduction(torch::kNone));
    return (each * batch.pixelWeights).sum() / batch.labels.ne(ignoredPixel).sum();
}

class PlainLoop {
  public:
    PlainLoop(const ModelPackage& package, const ReviewedCase& reviewed, std::uint64_t seed,
              const OnStep& onStep)
        : recipe_(package.manifest().training), loss_(lossFromName(recipe_.loss)),
          channels_(static_cast<int>(package.manifest().labels.size()) + 1), seed_(seed),
          set_(divide(gatherReviewedPlanes(Preprocessor(package.manifest()), {reviewed}, {}, {}),
                      static_cast<std::size_t>(recipe_.minSlices))),
          network_(makePlainNetwork(package)), parameters_(network_->parameters()),
          adam_(parameters_, torch::optim::AdamOptions(recipe_.learningRate).amsgrad(true)),
          onStep_(onStep) {
        for (const at::Tensor& parameter : parameters_) {
            beginning_.push_back(parameter.detach().clone());
        }
    }

    void run() {
        measure(); // as fineTuneNetwork does before the first epoch
        for (int epoch = 1; epoch <= recipe_.epochs; ++epoch) {
            runEpoch(epoch);
        }
    }

  private:
    std::optional<double> measure() {
        return planeDice(*network_, set_.measured(), channels_, at::kCPU, {}).mean;
    }

    void runEpoch(int epoch) {
        network_->train(true);
        constexpr std::uint64_t oddMultiplier = 0xD1B54A32D192ED03; // as fineTuneNetwork
        Random random(seed_ * oddMultiplier + static_cast<std::uint64_t>(epoch));
        const std::vector<std::size_t> order = shuffledOrder(set_.training.size(), random);
        const auto batchSize = static_cast<std::size_t>(recipe_.batchSize);
        for (std::size_t first = 0; first < order.size(); first += batchSize) {
            std::vector<TrainingPlane> planes;
            const std::size_t last = std::min(order.size(), first + batchSize);
            for (std::size_t i = first; i < last; ++i) {
                planes.push_back(planeOf(set_.training[order[i]], random));
            }
            const double loss = step(makeTrainingBatch(planes, loss_, channels_, at::kCPU));
            onStep_(loss, last == order.size() ? measure() : std::nullopt);
        }
    }

    TrainingPlane planeOf(const ReviewedPlane& reviewed, Random& random) const {
        TrainingPlane plane = reviewed.plane;
        if (recipe_.augmentation) {
            augment(plane, mildAugmentation(), random);
        }
        if (loss_ == LossKind::WeightedCrossEntropy) {
            plane.border =
                borderWeights(plane.labels, plane.body, plane.size, channels_, recipe_.borderSigma);
        }
        return plane;
    }

    double step(const TrainingBatch& batch) {
        adam_.zero_grad();
        const at::Tensor logits = network_->forward(batch.images);
        at::Tensor loss = loss_ == LossKind::WeightedCrossEntropy
                              ? weightedCrossEntropy(logits, batch)
                              : diceCrossEntropy(logits, batch.labels);
        const auto value = loss.item<double>();
        for (std::size_t i = 0; recipe_.proximal > 0 && i < parameters_.size(); ++i) {
            const at::Tensor away = parameters_[i] - beginning_[i];
            loss = loss + recipe_.proximal / 2 * (away * away).sum();
        }
        loss.backward();
        adam_.step();
        return value;
    }

    const ModelTraining& recipe_;
    LossKind loss_;
    int channels_;
    std::uint64_t seed_;
    ReviewedSet set_;
    std::unique_ptr<Network> network_;
    std::vector<at::Tensor> parameters_;
    std::vector<at::Tensor> beginning_;
    torch::optim::Adam adam_;
    const OnStep& onStep_;
};

} // namespace

void plainFineTuning(const ModelPackage& package, const ReviewedCase& reviewed, std::uint64_t seed,
                     const OnStep& onStep) {
    PlainLoop(package, reviewed, seed, onStep).run();
}

} // namespace laurel::bench
