#pragma once

#include "laurel/proto/contributions.h"
#include "laurel/server_domain/refusal.h"
#include "laurel/weights/safetensors.h"
#include "laurel/weights/state_dict.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What is looked at before weights from outside are run or computed with. Pure but for reading the
/// file; thread-safe.
namespace laurel {

/// The length of an update is the Euclidean norm of candidate - base over the learned parameters:
/// statistics follow the site's scanner and would drown them.
struct ScreeningSettings {
    SafetensorsLimits file;
    double updateToBase = 1;   ///< longest update, as a multiple of the base's norm, while none was
                               ///< accepted
    double updateToMedian = 4; ///< later: as a multiple of the median of the accepted ones
    double updateFloor = 0.1;  ///< but never less than this multiple of the base's norm, or whoever
                               ///< has near-copies accepted shuts everyone else out
    std::size_t recentUpdates = 20; ///< how many of the accepted ones count
};

/// Maps the file of a contribution, about which nothing is known.
/// @throws Error NotFound or Io
std::variant<StateDict, Refusal> readContributedWeights(const std::filesystem::path& file,
                                                        const SafetensorsLimits& limits);

/// Whether weights are such that a network of these tensors can be run with them: all finite,
/// variances positive, counters not negative.
std::optional<Refusal> screenWeights(const StateDict& weights,
                                     const std::vector<TensorSpec>& expected);

/// What a contribution has to fit to.
struct ScreeningContext {
    const StateDict& base;                          ///< weights that fine-tuning began with
    const std::vector<std::string>& sharedPrefixes; ///< as ModelTraining::sharedPrefixes
    const std::vector<double>& acceptedNorms;       ///< lengths of recent accepted updates
};

/// A contribution that passed.
struct ScreenedUpdate {
    StateDict candidate; ///< for a delta: base + delta, else the content itself
    double norm = 0;     ///< length of the update
};

/// All checks on the content of a contribution; the first that fails is the answer.
std::variant<ScreenedUpdate, Refusal> screenUpdate(ContributionKind kind, const StateDict& content,
                                                   const ScreeningContext& context,
                                                   const ScreeningSettings& settings);

/// The candidate that a contribution stands for. @throws Error InvalidInput unless content and base
/// have the same tensors
StateDict candidateOf(ContributionKind kind, const StateDict& content, const StateDict& base);

/// Whether a tensor is one that sites give back.
bool isShared(const std::string& tensorName, const std::vector<std::string>& sharedPrefixes);

} // namespace laurel
