#pragma once

#include "laurel/imaging/label_map.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

enum class Normalisation { Percentile, ZScore, Window };
enum class Laterality { BilateralMirrored, Left, Right, None };

/// Output channel `value` of the network means this structure.
struct ModelLabel {
    std::uint16_t value = 1; ///< 1 to channels - 1, without gaps; 0 is background and is not listed
    std::string name;
    std::string abbreviation;
    Color color;
    std::string snomed;
};

/// The network's input, and so the whole of pre-processing. See docs/package-format.md.
struct ModelInput {
    std::string modality;            ///< "MR" or "CT"
    std::string orientation = "LPS"; ///< three letters; slices are planes of its first two axes
    int axes = 2;                    ///< 2: slices one by one; 3: volumes
    int channels = 1;
    std::vector<double> spacingMm;  ///< mm in (y, x) or (z, y, x) order, `axes` numbers
    std::vector<std::int64_t> size; ///< pixels in (y, x) or (z, y, x) order, `axes` numbers
    Normalisation normalisation = Normalisation::Percentile;
    double lowPercentile = 1; ///< Percentile: these two of the limb's pixels map to 0 and 1
    double highPercentile = 99;
    double windowLow = -1000; ///< Window: these two intensities map to 0 and 1, in HU for CT
    double windowHigh = 1000;
    bool biasCorrection = false; ///< N4 first; needs a build with ITK
    Laterality laterality = Laterality::None;
    bool operator==(const ModelInput&) const = default;
};

struct ModelPostprocess {
    bool largestComponent = false; ///< keep the largest component per label and side
    bool fillHoles = false;
};

/// The losses of `training.loss`; laurel/training/losses.h says what they compute.
inline constexpr std::array<std::string_view, 8> lossNames{"weighted-cross-entropy",
                                                           "cross-entropy",
                                                           "dice-cross-entropy",
                                                           "binary-balanced",
                                                           "dice",
                                                           "focal",
                                                           "dice-focal",
                                                           "tversky"};

/// lossNames with commas between, for messages.
std::string listedLossNames();

/// What a fine-tuning hides of the case it learned from, before anything leaves the site: see
/// laurel/weights/private_release.h.
struct TrainingPrivacy {
    double clip = 1;            ///< greatest norm of what was learned
    double noiseMultiplier = 1; ///< standard deviation of the noise / clip
    double delta = 1e-5;        ///< the δ that ε is given for
    bool operator==(const TrainingPrivacy&) const = default;
};

/// How the model learns; defaults are the published recipe (DESIGN.md, "Learning, as published").
struct ModelTraining {
    double learningRate = 1e-3;
    int epochs = 5;
    int batchSize = 5;
    std::string loss = "weighted-cross-entropy"; ///< one of lossNames
    int minSlices = 5;
    bool augmentation = true;
    double proximal = 0;    ///< μ of μ/2 · ‖w − base‖² in the loss; 0: none
    double clipNorm = 0;    ///< greatest norm of a step's gradient; 0: none
    double borderSigma = 8; ///< pixels; of the border map of weighted-cross-entropy
    std::optional<TrainingPrivacy> privacy;
    std::vector<std::string>
        sharedPrefixes; ///< tensor-name prefixes that leave the site; empty: all
};

/// Whether a tensor of this name may leave the site.
bool isShared(const ModelTraining& training, std::string_view tensor);

/// The content of a package's network.pt.
using NetworkProgram = std::vector<std::byte>;

/// Name and hyperparameters of the plugin that builds the network.
struct ModelPlugin {
    std::string name;
    std::string version;
    nlohmann::json hyperparameters = nlohmann::json::object(); ///< checked by the plugin itself
    /// SHA-256 of network.pt as 64 lower-case hexadecimal digits; empty for the plugins that need
    /// no such file.
    std::string networkSha256{};
    /// Not of manifest.json: the file itself, set only after its digest was found to be
    /// networkSha256 (attachNetworkProgram). Null where it has not been read.
    std::shared_ptr<const NetworkProgram> program{};
};

/// manifest.json, format "laurel-model/1": a model's whole description, as data.
struct ModelManifest {
    std::string id;
    std::string name;
    std::string description;
    std::string license;
    std::string minTorch = "1.13";
    ModelPlugin plugin;
    std::vector<ModelLabel> labels;
    ModelInput input;
    ModelPostprocess postprocess;
    ModelTraining training;
    nlohmann::json provenance = nlohmann::json::object();
    nlohmann::json metrics = nlohmann::json::object();
};

/// `^[a-z0-9][a-z0-9_-]{0,63}$`: model ids and plugin names become paths.
bool isValidModelId(std::string_view id) noexcept;

/// Parses and checks every field; `name` (a file's) begins every message, which names the field,
/// what was expected and what came. Unknown fields are errors, so that a typing mistake is not
/// ignored.
/// @throws Error InvalidInput, Unsupported for another major format, or LimitExceeded
ModelManifest parseManifest(std::string_view text, const std::string& name);

/// Canonical JSON: sorted keys, two-space indent, a line feed at the end.
std::string serializeManifest(const ModelManifest& manifest);

} // namespace laurel
