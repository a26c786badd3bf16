#include "laurel/training/trainer.h"

#include "batch_stream.h"
#include "budget.h"
#include "checkpoint.h"
#include "laurel/base/error.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/torch_errors.h"
#include "laurel/training/augmentation.h"
#include "laurel/training/network_trainer.h"
#include "laurel/weights/safetensors.h"
#include "plane_source.h"
#include "torch_setup.h"
#include "validation.h"

#include <ATen/ATen.h>
#include <filesystem>
#include <optional>

namespace laurel {

namespace {

void checkOptions(const TrainOptions& options) {
    const bool fits = options.batchSize > 0 && options.learningRate > 0 &&
                      options.weightDecay >= 0 && options.eventEvery > 0 &&
                      options.validateEvery >= 0 && options.threads >= 0 &&
                      options.sampleThreads > 0 && options.clipNorm > 0 && options.patience >= 0 &&
                      options.minSteps >= 0;
    if (!fits) {
        throw Error(ErrorCode::InvalidArgument,
                    "training options: batch size, learning rate, event interval, sample threads "
                    "and the gradient's norm must be greater than 0, the others not negative");
    }
    const bool shares = options.warmUp >= 0 && options.warmUp < 1 && options.averageDecay >= 0 &&
                        options.averageDecay < 1;
    if (!shares) {
        throw Error(
            ErrorCode::InvalidArgument,
            "training options: warm-up and decay of the average must lie from 0 to below 1");
    }
}

/// What cannot be done without cases to validate on.
void checkValidation(const TrainOptions& options, bool hasCases) {
    if (options.patience > 0 && (!hasCases || options.validateEvery == 0)) {
        throw Error(ErrorCode::InvalidArgument,
                    "training options: patience needs validation cases and an interval at which "
                    "they are looked at");
    }
    if (options.keep == KeptWeights::Best && !hasCases) {
        throw Error(ErrorCode::InvalidArgument,
                    "training options: keeping the best weights needs validation cases");
    }
}

/// @returns whether training goes on from the file
bool checkCheckpoint(const CheckpointOptions& checkpoint) {
    constexpr std::size_t digestDigits = 64;
    if (checkpoint.file.empty()) {
        if (checkpoint.resume) {
            throw Error(ErrorCode::InvalidArgument,
                        "a training that names no checkpoint cannot be resumed");
        }
        return false;
    }
    if (checkpoint.configuration.size() != digestDigits || checkpoint.everySteps < 0 ||
        !(checkpoint.everySeconds >= 0)) {
        throw Error(ErrorCode::InvalidArgument, "training options: a checkpoint needs the digest "
                                                "of its configuration and intervals from 0");
    }
    const bool exists = std::filesystem::exists(checkpoint.file);
    if (exists && !checkpoint.resume) {
        throw Error(ErrorCode::AlreadyExists,
                    "the checkpoint " + checkpoint.file.string() +
                        " of an interrupted training exists: resume it (--resume), or remove it "
                        "to start anew");
    }
    return exists;
}

std::unique_ptr<Network> makeNetwork(const ModelManifest& manifest, PluginHost& host,
                                     const TrainOptions& options) {
    at::manual_seed(options.seed);
    if (options.initialWeights) {
        return host.loadNetwork(manifest, readSafetensors(*options.initialWeights));
    }
    return host.createNetwork(manifest);
}

PlaneSourceSettings planeSettings(const ModelManifest& manifest, const TrainOptions& options) {
    PlaneSourceSettings settings;
    settings.seed = options.seed;
    settings.borderSigma = manifest.training.borderSigma;
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

NetworkTrainerSettings trainerSettings(const TrainOptions& options) {
    return {lossFromName(options.loss), options.weightDecay, options.clipNorm,
            options.averageDecay};
}

/// Sums of what the steps since the last event reported.
struct StepSums {
    double loss = 0;
    double gradientNorm = 0;
    void add(const StepReport& report) {
        loss += report.loss;
        gradientNorm += report.gradientNorm;
    }
};

/// One training from first to last step, or from a checkpoint on.
class Training {
  public:
    Training(const ModelManifest& manifest, PluginHost& host, const SampleSource& samples,
             const std::vector<TrainingCase>& validation, const TrainOptions& options,
             const std::function<void(const TrainingEvent&)>& onEvent,
             const CancellationToken& cancel)
        : manifest_(manifest), host_(host), validation_(validation), options_(options),
          onEvent_(onEvent), cancel_(cancel), pipeline_(manifest), device_(trainingDevice()),
          network_(makeNetwork(manifest, host, options)) {
        network_->moveTo(device_);
        trainer_ = std::make_unique<NetworkTrainer>(*network_, trainerSettings(options));
        if (checkCheckpoint(options.checkpoint)) {
            progress_ = readCheckpoint(options.checkpoint.file, options.checkpoint.configuration,
                                       *trainer_);
        }
        budget_.emplace(options, progress_.seconds);
        savedSeconds_ = toldSeconds_ = progress_.seconds;
        countedSteps_ = progress_.steps;
        batches_.emplace(samples, pipeline_.preprocessor(), planeSettings(manifest, options),
                         options, progress_.position, cancel);
    }

    TrainResult run() {
        try {
            if (progress_.toldSteps < progress_.steps) {
                tellWhenDue();
            }
            while (!isFinished()) {
                cancel_.throwIfCancelled();
                step();
                tellWhenDue();
                saveWhenDue();
            }
            return finish();
        } catch (const Error& error) {
            if (error.code() == ErrorCode::Cancelled) {
                save();
            }
            throw;
        }
    }

  private:
    bool isExhausted() const {
        return progress_.steps >= options_.minSteps &&
               progress_.best.isExhausted(options_.patience);
    }

    bool isFinished() const { return budget_->isUsedUp(progress_.steps) || isExhausted(); }

    /// After the last step the final event says it all.
    void tellWhenDue() {
        if (!budget_->isUsedUp(progress_.steps)) {
            if (options_.validateEvery > 0 && progress_.steps % options_.validateEvery == 0) {
                validateNow();
                tell(scores_);
            } else if (progress_.steps % options_.eventEvery == 0) {
                tell({});
            }
        }
        progress_.toldSteps = progress_.steps;
    }

    void step() {
        const double learningRate = budget_->learningRate(progress_.steps);
        const int channels = static_cast<int>(manifest_.labels.size()) + 1;
        const TrainingBatch batch =
            makeTrainingBatch(batches_->next(), lossFromName(options_.loss), channels, device_);
        sums_.add(trainer_->step(batch, learningRate));
        ++progress_.steps;
    }

    /// How the average of the last step does, and whether it is the best so far.
    void validateNow() {
        if (validation_.empty()) {
            return;
        }
        const StateDict weights = trainer_->averagedState();
        scores_ = scoresOf(weights);
        scoredStep_ = progress_.steps;
        const bool keep = options_.keep == KeptWeights::Best;
        progress_.best.add(scores_.meanDice, progress_.steps, keep ? weights : StateDict{});
    }

    ValidationScores scoresOf(const StateDict& weights) {
        const std::unique_ptr<Network> network = host_.loadNetwork(manifest_, weights);
        network->moveTo(device_);
        return validate(*network, manifest_, pipeline_, validation_, options_.threads, cancel_);
    }

    TrainResult finish() {
        const bool exhausted = isExhausted() && !budget_->isUsedUp(progress_.steps);
        if (scoredStep_ != progress_.steps) {
            validateNow();
        }
        TrainResult result;
        result.stoppedEarly = exhausted;
        result.steps = result.keptStep = progress_.steps;
        result.samples = progress_.steps * options_.batchSize;
        const BestValidation& best = progress_.best;
        if (options_.keep == KeptWeights::Best && best.dice && best.step != progress_.steps) {
            result.keptStep = best.step;
            result.weights = best.weights;
            scores_ = scoresOf(best.weights);
        } else {
            result.weights = trainer_->averagedState();
        }
        tell(scores_);
        result.seconds = budget_->elapsedSeconds();
        result.validationDice = scores_.meanDice;
        return result;
    }

    void saveWhenDue() {
        const CheckpointOptions& options = options_.checkpoint;
        const bool bySteps = options.everySteps > 0 && progress_.steps % options.everySteps == 0;
        const bool byTime = options.everySeconds > 0 &&
                            budget_->elapsedSeconds() - savedSeconds_ >= options.everySeconds;
        if ((bySteps || byTime) && !isFinished()) {
            save();
        }
    }

    void save() {
        if (options_.checkpoint.file.empty()) {
            return;
        }
        progress_.seconds = savedSeconds_ = budget_->elapsedSeconds();
        progress_.position = batches_->position();
        writeCheckpoint(options_.checkpoint.file, options_.checkpoint.configuration, *trainer_,
                        progress_);
    }

    void tell(const ValidationScores& scores) {
        const auto newSteps = static_cast<double>(progress_.steps - countedSteps_);
        const double seconds = budget_->elapsedSeconds();
        if (newSteps > 0) {
            last_.loss = sums_.loss / newSteps;
            last_.gradientNorm = sums_.gradientNorm / newSteps;
            last_.samplesPerSecond = newSteps * options_.batchSize / (seconds - toldSeconds_);
        }
        last_.step = progress_.steps;
        last_.samples = progress_.steps * options_.batchSize;
        last_.learningRate = budget_->learningRate(progress_.steps);
        last_.seconds = seconds;
        last_.validationDice = scores.meanDice;
        last_.validationDicePerLabel = scores.perLabel;
        last_.validationDicePerCase = scores.perCase;
        countedSteps_ = progress_.steps;
        toldSeconds_ = seconds;
        sums_ = {};
        onEvent_(last_);
    }

    const ModelManifest& manifest_;
    PluginHost& host_;
    const std::vector<TrainingCase>& validation_;
    const TrainOptions& options_;
    const std::function<void(const TrainingEvent&)>& onEvent_;
    const CancellationToken& cancel_;
    SegmentationPipeline pipeline_;
    at::Device device_;
    std::unique_ptr<Network> network_;
    std::unique_ptr<NetworkTrainer> trainer_;
    TrainingProgress progress_;
    std::optional<TrainingBudget> budget_;
    std::optional<BatchStream> batches_;
    double savedSeconds_ = 0;
    ValidationScores scores_; ///< of the average after scoredStep_
    std::int64_t scoredStep_ = -1;
    StepSums sums_; ///< since countedSteps_
    std::int64_t countedSteps_ = 0;
    double toldSeconds_ = 0;
    TrainingEvent last_;
};

} // namespace

TrainResult trainNetwork(const ModelManifest& manifest, PluginHost& host,
                         const SampleSource& samples, const std::vector<TrainingCase>& validation,
                         const TrainOptions& options,
                         const std::function<void(const TrainingEvent&)>& onEvent,
                         const CancellationToken& cancel) {
    checkOptions(options);
    checkValidation(options, !validation.empty());
    return translatingTorchErrors("training of model '" + manifest.id + "'", [&] {
        useTorchThreads(options.threads);
        return Training(manifest, host, samples, validation, options, onEvent, cancel).run();
    });
}

} // namespace laurel
