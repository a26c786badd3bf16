#pragma once

#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// A network that learns from its first weights on: what goes into Engine::train and what comes
/// out. Without LibTorch.
namespace laurel {

/// How far a training plane is changed. Each `...Chance` is the probability of that change; amounts
/// are drawn uniformly up to the stated extreme.
struct AugmentationSettings {
    double rotationDegrees = 20; ///< ±
    double scale = 0.15; ///< zoom between 1 / (1 + scale) and 1 + scale, per axis within a third
    double shift = 0.06; ///< ± of the plane's size
    double shear = 0.06; ///< ± columns per row
    double elasticChance = 0.5;
    double elasticPixels = 4;       ///< standard deviation of the control points' displacement
    double opticalChance = 0;       ///< barrel or pincushion distortion, see RadialDistortion
    double opticalDistortion = 0.1; ///< ±, at most 0.2
    /// Left and right exchanged, and with them labels whose names end in _L and _R. Only for models
    /// without laterality: a plane of one limb looks like one side of the body, and its mirror
    /// image is anatomy that does not exist.
    double flipChance = 0;
    /// A slice averaged with parts of its neighbours, as thicker slices show them (partial volume).
    /// For sources that have neighbours: images with masks.
    double thicknessChance = 0;
    double thickness = 2; ///< greatest, in slices; 1: as it is
    /// A random transfer function of intensities, which may make any tissue brighter than any
    /// other: lets one modality serve to learn the anatomy that others show.
    double curveChance = 0;
    double gammaChance = 0.4;
    double gamma = 0.5; ///< exponent between 1 / (1 + gamma) and 1 + gamma
    double contrastChance = 0.4;
    double contrast = 0.25;   ///< factor 1 ± contrast about the mean
    double brightness = 0.12; ///< ± added with the contrast
    double biasChance = 0.4;
    double bias = 0.35; ///< ± logarithm of the smooth factor at the control points
    double noiseChance = 0.4;
    double noise = 0.08; ///< largest standard deviation
    double blurChance = 0.2;
    double blurPixels = 1.2; ///< largest standard deviation
    double lowResolutionChance = 0.2;
    double lowResolution = 2.2; ///< largest loss of resolution, per axis
    double inversionChance = 0.03;
};

/// How the learning rate runs from its peak, after the warm-up. `f` is the share of the budget that
/// is used up.
enum class LearningRateSchedule {
    Cosine,    ///< to 1 % (Loshchilov & Hutter, ICLR 2017)
    Constant,  ///< stays
    Step,      ///< a tenth from f = 1/2 on, a hundredth from f = 3/4 on (He et al., CVPR 2016)
    Polynomial ///< (1 − f)^0.9, to 1 % (Chen et al., DeepLab, TPAMI 40, 2018)
};

/// Which weights a training gives back. Both are moving averages.
enum class KeptWeights {
    Last, ///< of the last step
    Best  ///< with the greatest mean Dice in a validation
};

/// Where and when a training leaves what it needs to go on.
struct CheckpointOptions {
    std::filesystem::path file;  ///< safetensors; empty: none
    std::int64_t everySteps = 0; ///< 0: by time alone
    double everySeconds = 600;   ///< since the last; 0: by steps alone
    /// Go on from the file. Where it does not exist, training starts anew.
    bool resume = false;
    /// SHA-256, 64 hexadecimal digits, of all that must be the same for a training to go on.
    std::string configuration;
};

struct TrainOptions {
    std::uint64_t seed = 1;
    double seconds = 0;     ///< stop after this much wall clock; 0: no limit
    std::int64_t steps = 0; ///< stop after this many steps; 0: no limit; one of the two is required
    int batchSize = 8;
    double learningRate = 1e-3; ///< peak
    LearningRateSchedule schedule = LearningRateSchedule::Cosine;
    double warmUp = 0.03; ///< share of the budget in which the learning rate rises from 1 %
    double weightDecay = 1e-4;
    double clipNorm = 5;         ///< greatest norm of the gradient over all parameters
    double averageDecay = 0.998; ///< of the moving average of the weights, reached after a ramp
    std::string loss = "dice-cross-entropy"; ///< as in ModelTraining::loss
    std::int64_t eventEvery = 50;            ///< steps between events
    std::int64_t validateEvery = 500;        ///< steps between validations; 0: only at the end
    /// Stop after so many validations without a better mean Dice; 0: never.
    int patience = 0;
    std::int64_t minSteps = 0; ///< before which patience stops nothing
    KeptWeights keep = KeptWeights::Last;
    int threads = 0;       ///< of the network; 0: one per core, never more than that
    int sampleThreads = 1; ///< that draw and pre-process samples ahead
    std::optional<std::filesystem::path>
        initialWeights; ///< start from these instead of random ones
    /// None: the defaults, unless the manifest wants no augmentation.
    std::optional<AugmentationSettings> augmentation;
    CheckpointOptions checkpoint;
};

/// What the trainer tells while it runs, for JSON lines and plots. The last event is about the
/// weights that are given back.
struct TrainingEvent {
    std::int64_t step = 0;
    std::int64_t samples = 0;
    double loss = 0;         ///< mean since the last event
    double gradientNorm = 0; ///< over all parameters, before clipping; mean since the last event
    double learningRate = 0;
    double samplesPerSecond = 0;
    double seconds = 0;                   ///< of training, those before an interruption included
    std::optional<double> validationDice; ///< mean over labels and validation cases
    std::map<std::string, double> validationDicePerLabel;
    /// In the order of the cases given; nullopt where a case has no structure to compare.
    std::vector<std::optional<double>> validationDicePerCase;
};

struct TrainResult {
    StateDict weights; ///< exponential moving average over the steps before keptStep
    std::int64_t steps = 0;
    std::int64_t samples = 0;
    double seconds = 0;
    std::optional<double> validationDice; ///< of `weights`
    std::int64_t keptStep = 0;
    bool stoppedEarly = false; ///< by patience
};

} // namespace laurel
