#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/package/model_package.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A model that learns from a person's corrections: what goes into Engine::fineTune, what comes out
/// of it, and how a package is made of that. Without LibTorch.
namespace laurel {

/// A case with masks that a person has reviewed. Segment names are the model's, with _L/_R where
/// bilateral; others count as background, and so does a side of which no reviewed slice shows a
/// label: nobody has drawn there.
struct ReviewedCase {
    std::shared_ptr<const Volume> image;
    LabelMap labels; ///< on the image's grid
    std::int64_t frame = 0;
    /// Reviewed slices along the file's third axis, from 0, in any order; one without any label
    /// teaches that there is nothing. None: every limb of every slice that carries a label.
    std::optional<std::vector<std::int64_t>> slices;
};

/// All else is the manifest's `training`.
struct FineTuneOptions {
    std::uint64_t seed = 1;
    int threads = 0; ///< 0: one per core; never more than that
};

/// Dice of one label of a model, over cases and sides; none where no case has the label.
struct LabelProgress {
    std::optional<double> before; ///< of the base
    std::optional<double> now;
    bool operator==(const LabelProgress&) const = default;
};

/// What fine-tuning tells after every step, from the thread that does the work.
struct FineTuneEvent {
    int epoch = 1; ///< from 1
    int epochs = 1;
    std::int64_t step = 1; ///< from 1, over all epochs
    std::int64_t steps = 1;
    double loss = 0;                    ///< of this step, before it
    bool epochDone = false;             ///< this step was the epoch's last
    std::optional<double> measuredDice; ///< after an epoch, as FineTuneResult::diceAfter
    std::optional<double> diceBefore;   ///< after an epoch, as in FineTuneResult
    std::vector<LabelProgress> labels;  ///< after an epoch: for each label of the manifest
};

/// Which slices before and after are compared on.
enum class MeasuredOn {
    HeldOut, ///< reviewed slices that did not train
    Training ///< the very slices that trained, where there are too few to hold any out
};
std::string_view toString(MeasuredOn measured) noexcept; ///< "held_out", "training"

/// The version of a model that a server published, as its statement says.
struct BaseVersion {
    std::string server; ///< id
    std::string model;
    std::int64_t number = 0;
    bool operator==(const BaseVersion&) const = default;
};

/// Where the weights that were tuned came from.
struct FineTuneBase {
    std::string weightsSha256; ///< of weights.safetensors
    std::optional<BaseVersion> version;
};

/// Reads a package's digest, and its statement where there is one (not the signature: whoever
/// fetched the package has verified that). @throws Error Io, InvalidInput
FineTuneBase fineTuneBaseOf(const ModelPackage& package);

/// What a fine-tuning with `training.privacy` promises of its weights (see private_release.h).
struct PrivateRelease {
    TrainingPrivacy settings;
    double epsilon = 0; ///< of (ε, settings.delta), for one release
};

struct FineTuneResult {
    /// Of the best epoch; none unless its Dice is above diceBefore.
    std::optional<StateDict> weights;
    bool kept() const noexcept { return weights.has_value(); }

    std::int64_t slices = 0;        ///< reviewed slices that were used
    std::int64_t heldOutSlices = 0; ///< of these, held out from training
    int epochs = 0;                 ///< trained
    int bestEpoch = 0;              ///< from 1: the earliest with the greatest Dice
    std::uint64_t seed = 0;
    std::optional<double> diceBefore; ///< see Engine::fineTune
    std::optional<double> diceAfter;  ///< of bestEpoch, whether kept or not
    MeasuredOn measuredOn = MeasuredOn::Training;
    double seconds = 0;                    ///< wall clock
    std::optional<PrivateRelease> privacy; ///< of `weights`, which then hold the noise
    FineTuneBase base;
};

/// Writes what was kept as a new package: the base's manifest (without its metrics, which were
/// measured on other weights) with `provenance.fine_tuned`. All or nothing, as
/// ModelPackage::create.
/// @throws Error InvalidArgument unless the result was kept; AlreadyExists, Io
ModelPackage createFineTunedPackage(const std::filesystem::path& folder, const ModelPackage& base,
                                    const FineTuneResult& result);

/// Every segment that a segmentation by the model has, in its order: "Soleus_R", or "Soleus" where
/// sides are not told apart.
std::vector<std::string> modelSegmentNames(const ModelManifest& manifest);

/// How the names of a label map's segments fit a model's.
struct SegmentFit {
    /// Of the model, absent on a side where others of its structures are named. Where such a muscle
    /// is seen, it would be learnt as background.
    std::vector<std::string> missing;
    std::vector<std::string> foreign; ///< not the model's
};

/// @param name begins the message, such as a file's
/// @throws Error InvalidInput when no segment is the model's, listing what was expected and what
///         came
SegmentFit matchModelSegments(const ModelManifest& manifest, const LabelMap& labels,
                              const std::string& name);

} // namespace laurel
