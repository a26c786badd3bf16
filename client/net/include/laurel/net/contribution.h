#pragma once

#include "laurel/package/model_package.h"
#include "laurel/proto/contributions.h"
#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What of a fine-tuned model leaves the site: tensors, and how many slices they were learned from.
namespace laurel {

/// The noise that fine-tuning added, as its record says (laurel/weights/private_release.h).
struct PrivacyRecord {
    double epsilon = 0; ///< of one release with delta
    double delta = 0;
    double clip = 0;
    double noiseMultiplier = 0;
    bool operator==(const PrivacyRecord&) const = default;
};

/// What `provenance.fine_tuned` of a package says (written by `laurelctl finetune`).
struct FineTuningRecord {
    std::int64_t slices = 0; ///< reviewed slices that trained
    /// 0 to 1: the model's own masks against what a person made of them (`dice_automatic`) where
    /// that is known, else the mean Dice after learning.
    std::optional<double> dice;
    bool diceIsAutomatic = false;      ///< which of the two
    std::optional<std::string> server; ///< id; with the next two: the version that was tuned
    std::optional<std::string> model;
    std::optional<std::int64_t> version;
    std::optional<PrivacyRecord> privacy; ///< none: the weights hold no noise
};

/// @throws Error InvalidInput when the package was not fine-tuned or its record is malformed
FineTuningRecord fineTuningOf(const ModelPackage& package);

struct Contribution {
    std::string model;
    /// All but size and sha256, which the file will have.
    ContributionRequest request;
    StateDict tensors;
    bool diceIsAutomatic = false; ///< as FineTuningRecord's
    /// Names of tensors that are private to the site, and so are sent as the base has them.
    std::vector<std::string> withheld;
    std::optional<PrivacyRecord> privacy; ///< as FineTuningRecord's
};

/// @param candidate the fine-tuned package
/// @param base      version `baseVersion` of the same model, as server `serverId` published it
///
/// Tensors that the manifest of either keeps private (`training.shared_prefixes`) are the base's;
/// in a delta they are 0.
/// Where the manifest of either asks for noise (`training.privacy`), the candidate must have it.
/// @throws Error InvalidInput when the candidate is another model's, was tuned from another
/// version,
///         has other tensors, values that are no numbers, or nothing that differs from the base
Contribution makeContribution(const ModelPackage& candidate, const ModelPackage& base,
                              const std::string& serverId, std::int64_t baseVersion,
                              ContributionKind kind, const ClientInfo& client);

} // namespace laurel
