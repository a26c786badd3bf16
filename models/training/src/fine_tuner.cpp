#include "laurel/training/fine_tuner.h"

#include "laurel/base/error.h"
#include "laurel/sdk/torch_errors.h"
#include "laurel/training/adam_trainer.h"
#include "laurel/weights/private_release.h"
#include "plane_dice.h"
#include "reviewed_batches.h"
#include "reviewed_set.h"
#include "torch_setup.h"

#include <ATen/Context.h>
#include <algorithm>
#include <chrono>
#include <cmath>

namespace laurel {

namespace {

using Clock = std::chrono::steady_clock;

ReviewedSet gather(const ModelManifest& manifest, const std::vector<ReviewedCase>& cases,
                   int channels, const CancellationToken& cancel) {
    const bool weighted = lossFromName(manifest.training.loss) == LossKind::WeightedCrossEntropy;
    const Preprocessor preprocessor(manifest);
    const auto least = static_cast<std::size_t>(manifest.training.minSlices);
    const BorderMap border{weighted ? channels : 0, manifest.training.borderSigma};
    ReviewedSet set = divide(gatherReviewedPlanes(preprocessor, cases, border, cancel), least);
    const std::int64_t slices = set.trainingSlices + set.heldOutSlices;
    if (slices < manifest.training.minSlices) {
        throw Error(ErrorCode::InvalidInput,
                    "fine-tuning model " + manifest.id + " needs at least " +
                        std::to_string(manifest.training.minSlices) +
                        " reviewed slices that show a limb with its labels, got " +
                        std::to_string(slices));
    }
    return set;
}

void requireFinite(const StateDict& state, int epoch) {
    for (const auto& [name, tensor] : state.entries()) {
        if (tensor.dtype() == DType::F32 &&
            !std::ranges::all_of(tensor.floats(), [](float v) { return std::isfinite(v); })) {
            throw Error(ErrorCode::Internal, "training diverged: after epoch " +
                                                 std::to_string(epoch) + " " + name +
                                                 " is not finite");
        }
    }
}

/// One fine-tuning from first to last epoch.
class FineTuning {
  public:
    FineTuning(const ModelPackage& base, PluginHost& host, const std::vector<ReviewedCase>& cases,
               const FineTuneOptions& options,
               const std::function<void(const FineTuneEvent&)>& onEvent,
               const CancellationToken& cancel)
        : base_(base), manifest_(base.manifest()), recipe_(manifest_.training), options_(options),
          onEvent_(onEvent), cancel_(cancel),
          channels_(static_cast<int>(manifest_.labels.size()) + 1),
          loss_(lossFromName(recipe_.loss)), device_(trainingDevice()),
          set_(gather(manifest_, cases, channels_, cancel)),
          network_(host.loadNetwork(manifest_, base.weights())) {
        network_->moveTo(device_);
        at::manual_seed(options.seed); // of dropout
    }

    FineTuneResult run() {
        result_.slices = set_.trainingSlices + set_.heldOutSlices;
        result_.heldOutSlices = set_.heldOutSlices;
        result_.epochs = recipe_.epochs;
        result_.seed = options_.seed;
        result_.measuredOn = set_.heldOut.empty() ? MeasuredOn::Training : MeasuredOn::HeldOut;
        before_ = measure();
        now_ = before_;
        result_.diceBefore = before_.mean;
        AdamTrainer trainer(*network_,
                            {loss_, recipe_.learningRate, recipe_.proximal, recipe_.clipNorm});
        ReviewedBatches batches(set_.training, recipe_, options_.seed);
        for (int epoch = 1; epoch <= recipe_.epochs; ++epoch) {
            runEpoch(trainer, batches, epoch);
        }
        if (recipe_.privacy && result_.weights) {
            addNoise(*recipe_.privacy);
        }
        result_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
        return std::move(result_);
    }

  private:
    PlaneDice measure() {
        return planeDice(*network_, set_.measured(), channels_, device_, cancel_);
    }

    void runEpoch(AdamTrainer& trainer, ReviewedBatches& batches, int epoch) {
        network_->train(true);
        for (std::int64_t i = 1; i <= batches.perEpoch(); ++i) {
            cancel_.throwIfCancelled();
            const double loss =
                trainer.step(makeTrainingBatch(batches.next(), loss_, channels_, device_));
            ++step_;
            if (i < batches.perEpoch()) {
                tell(epoch, loss, std::nullopt, false);
            } else {
                tell(epoch, loss, judge(epoch), true);
            }
        }
    }

    /// Measures the network as it is and keeps it where it is the best so far.
    std::optional<double> judge(int epoch) {
        now_ = measure();
        const std::optional<double>& dice = now_.mean;
        StateDict state = network_->state();
        requireFinite(state, epoch);
        if (dice && (!result_.diceAfter || *dice > *result_.diceAfter)) {
            result_.diceAfter = dice;
            result_.bestEpoch = epoch;
            if (result_.diceBefore && *dice > *result_.diceBefore) {
                result_.weights = std::move(state);
            }
        }
        return dice;
    }

    /// What is kept is what will be given away, so the measure is of the weights with their noise.
    void addNoise(const TrainingPrivacy& privacy) {
        const PrivateReleaseSettings settings{privacy.clip, privacy.noiseMultiplier};
        StateDict released =
            privateRelease(*result_.weights, base_.weights(), settings,
                           [&](std::string_view name) { return isShared(recipe_, name); });
        network_->loadState(released);
        result_.weights.reset();
        result_.diceAfter = measure().mean;
        result_.privacy = PrivateRelease{privacy, epsilonOf(settings, privacy.delta)};
        if (result_.diceAfter && *result_.diceAfter > *result_.diceBefore) {
            result_.weights = std::move(released);
        }
    }

    void tell(int epoch, double loss, const std::optional<double>& dice, bool epochDone) const {
        const auto batch = static_cast<std::int64_t>(recipe_.batchSize);
        const auto planes = static_cast<std::int64_t>(set_.training.size());
        FineTuneEvent event{.epoch = epoch,
                            .epochs = recipe_.epochs,
                            .step = step_,
                            .steps = recipe_.epochs * ((planes + batch - 1) / batch),
                            .loss = loss,
                            .epochDone = epochDone,
                            .measuredDice = dice,
                            .diceBefore = std::nullopt,
                            .labels = {}};
        if (epochDone) {
            event.diceBefore = before_.mean;
            for (std::size_t label = 0; label < now_.labels.size(); ++label) {
                event.labels.push_back({before_.labels[label], now_.labels[label]});
            }
        }
        onEvent_(event);
    }

    Clock::time_point start_ = Clock::now();
    const ModelPackage& base_;
    const ModelManifest& manifest_;
    const ModelTraining& recipe_;
    const FineTuneOptions& options_;
    const std::function<void(const FineTuneEvent&)>& onEvent_;
    const CancellationToken& cancel_;
    int channels_;
    LossKind loss_;
    at::Device device_;
    ReviewedSet set_;
    std::unique_ptr<Network> network_;
    FineTuneResult result_;
    PlaneDice before_; ///< of the base
    PlaneDice now_;    ///< when it was measured last
    std::int64_t step_ = 0;
};

} // namespace

FineTuneResult fineTuneNetwork(const ModelPackage& base, PluginHost& host,
                               const std::vector<ReviewedCase>& cases,
                               const FineTuneOptions& options,
                               const std::function<void(const FineTuneEvent&)>& onEvent,
                               const CancellationToken& cancel) {
    if (options.threads < 0) {
        throw Error(ErrorCode::InvalidArgument,
                    "fine-tuning options: threads must not be negative");
    }
    return translatingTorchErrors("fine-tuning of model '" + base.manifest().id + "'", [&] {
        useTorchThreads(options.threads);
        return FineTuning(base, host, cases, options, onEvent, cancel).run();
    });
}

} // namespace laurel
