#include "laurel/training/trainer.h"

#include "budget.h"
#include "laurel/base/error.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/torch_errors.h"
#include "laurel/training/augmentation.h"
#include "laurel/training/network_trainer.h"
#include "laurel/weights/safetensors.h"
#include "ordered_producer.h"
#include "plane_source.h"
#include "torch_setup.h"
#include "validation.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <deque>

namespace laurel {

namespace {

void checkOptions(const TrainOptions& options) {
    const bool fits = options.batchSize > 0 && options.learningRate > 0 &&
                      options.weightDecay >= 0 && options.eventEvery > 0 &&
                      options.validateEvery >= 0 && options.threads >= 0 &&
                      options.sampleThreads > 0;
    if (!fits) {
        throw Error(ErrorCode::InvalidArgument, "training options: batch size, learning rate, "
                                                "event interval and sample threads must be "
                                                "greater than 0, the others not negative");
    }
}

std::unique_ptr<Network> makeNetwork(const ModelManifest& manifest, PluginHost& host,
                                     const TrainOptions& options) {
    at::manual_seed(options.seed);
    if (options.initialWeights) {
        return host.loadNetwork(manifest, readSafetensors(*options.initialWeights));
    }
    return host.createNetwork(manifest);
}

/// Collects the planes that the producer makes into batches of equal size.
class BatchStream {
  public:
    BatchStream(const SampleSource& samples, const ModelManifest& manifest,
                const TrainOptions& options, const Preprocessor& preprocessor,
                const CancellationToken& cancel)
        : batchSize_(static_cast<std::size_t>(options.batchSize)),
          producer_(
              [&samples, &preprocessor, cancel,
               settings = settingsOf(manifest, options)](std::uint64_t number) {
                  return makeTrainingPlanes(samples, preprocessor, settings, number, cancel);
              },
              options.sampleThreads, 4 * static_cast<std::uint64_t>(options.batchSize)) {}

    std::vector<TrainingPlane> next() {
        constexpr int tries = 1000;
        for (int i = 0; waiting_.size() < batchSize_ && i < tries; ++i) {
            for (TrainingPlane& plane : producer_.next()) {
                waiting_.push_back(std::move(plane));
            }
        }
        if (waiting_.size() < batchSize_) {
            throw Error(ErrorCode::InvalidInput,
                        "the training cases show no limb: " + std::to_string(tries) +
                            " of them filled no batch");
        }
        const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(batchSize_);
        std::vector<TrainingPlane> batch(std::move_iterator(waiting_.begin()),
                                         std::move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
        return batch;
    }

  private:
    static PlaneSourceSettings settingsOf(const ModelManifest& manifest,
                                          const TrainOptions& options) {
        PlaneSourceSettings settings;
        settings.seed = options.seed;
        settings.augmentation = options.augmentation;
        if (!settings.augmentation && manifest.training.augmentation) {
            settings.augmentation = AugmentationSettings{};
        }
        if (settings.augmentation && settings.augmentation->flipChance > 0) {
            settings.mirroredChannels = mirroredChannels(manifest);
        }
        if (lossFromName(options.loss) == LossKind::WeightedCrossEntropy) {
            settings.borderChannels = static_cast<int>(manifest.labels.size()) + 1;
        }
        return settings;
    }

    std::size_t batchSize_;
    std::deque<TrainingPlane> waiting_;
    OrderedProducer<std::vector<TrainingPlane>> producer_;
};

/// One training from first to last step.
class Training {
  public:
    Training(const ModelManifest& manifest, PluginHost& host, const SampleSource& samples,
             const std::vector<TrainingCase>& validation, const TrainOptions& options,
             const std::function<void(const TrainingEvent&)>& onEvent,
             const CancellationToken& cancel)
        : manifest_(manifest), host_(host), validation_(validation), options_(options),
          onEvent_(onEvent), cancel_(cancel), pipeline_(manifest),
          loss_(lossFromName(options.loss)), device_(trainingDevice()),
          network_(makeNetwork(manifest, host, options)), budget_(options),
          batches_(samples, manifest, options, pipeline_.preprocessor(), cancel) {
        network_->moveTo(device_);
        NetworkTrainerSettings settings;
        settings.loss = loss_;
        settings.weightDecay = options.weightDecay;
        trainer_ = std::make_unique<NetworkTrainer>(*network_, settings);
    }

    TrainResult run() {
        do {
            cancel_.throwIfCancelled();
            step();
            tellWhenDue();
        } while (!budget_.isUsedUp(steps_));
        const ValidationScores scores = validateNow();
        tell(scores);
        return {trainer_->averagedState(), steps_, steps_ * options_.batchSize,
                budget_.elapsedSeconds(), scores.meanDice};
    }

  private:
    /// After the last step the final event says it all.
    void tellWhenDue() {
        if (budget_.isUsedUp(steps_)) {
            return;
        }
        if (options_.validateEvery > 0 && steps_ % options_.validateEvery == 0) {
            tell(validateNow());
        } else if (steps_ % options_.eventEvery == 0) {
            tell({});
        }
    }

    void step() {
        const double learningRate = budget_.learningRate(steps_);
        const int channels = static_cast<int>(manifest_.labels.size()) + 1;
        const TrainingBatch batch = makeTrainingBatch(batches_.next(), loss_, channels, device_);
        lossSum_ += trainer_->step(batch, learningRate);
        ++steps_;
    }

    ValidationScores validateNow() {
        if (validation_.empty()) {
            return {};
        }
        const std::unique_ptr<Network> averaged =
            host_.loadNetwork(manifest_, trainer_->averagedState());
        averaged->moveTo(device_);
        return validate(*averaged, manifest_, pipeline_, validation_, options_.threads, cancel_);
    }

    void tell(const ValidationScores& scores) {
        const auto newSteps = static_cast<double>(steps_ - toldSteps_);
        const double seconds = budget_.elapsedSeconds();
        if (newSteps > 0) {
            toldLoss_ = lossSum_ / newSteps;
            toldRate_ = newSteps * options_.batchSize / (seconds - toldSeconds_);
        }
        TrainingEvent event;
        event.step = steps_;
        event.samples = steps_ * options_.batchSize;
        event.loss = toldLoss_;
        event.learningRate = budget_.learningRate(steps_);
        event.samplesPerSecond = toldRate_;
        event.validationDice = scores.meanDice;
        event.validationDicePerLabel = scores.perLabel;
        event.validationDicePerCase = scores.perCase;
        toldSteps_ = steps_;
        toldSeconds_ = seconds;
        lossSum_ = 0;
        onEvent_(event);
    }

    const ModelManifest& manifest_;
    PluginHost& host_;
    const std::vector<TrainingCase>& validation_;
    const TrainOptions& options_;
    const std::function<void(const TrainingEvent&)>& onEvent_;
    const CancellationToken& cancel_;
    SegmentationPipeline pipeline_;
    LossKind loss_;
    at::Device device_;
    std::unique_ptr<Network> network_;
    TrainingBudget budget_;
    BatchStream batches_;
    std::unique_ptr<NetworkTrainer> trainer_;
    std::int64_t steps_ = 0;
    double lossSum_ = 0; ///< since the last event
    std::int64_t toldSteps_ = 0;
    double toldSeconds_ = 0;
    double toldLoss_ = 0;
    double toldRate_ = 0;
};

} // namespace

TrainResult trainNetwork(const ModelManifest& manifest, PluginHost& host,
                         const SampleSource& samples, const std::vector<TrainingCase>& validation,
                         const TrainOptions& options,
                         const std::function<void(const TrainingEvent&)>& onEvent,
                         const CancellationToken& cancel) {
    checkOptions(options);
    return translatingTorchErrors("training of model '" + manifest.id + "'", [&] {
        useTorchThreads(options.threads);
        return Training(manifest, host, samples, validation, options, onEvent, cancel).run();
    });
}

} // namespace laurel
