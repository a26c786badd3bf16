#pragma once

#include "laurel/server_domain/gates.h"
#include "laurel/weights/state_dict.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// What becomes of the running means and variances of batch normalisations when weights are merged.
enum class StatisticsRule {
    Averaged,    ///< as the policy merges them
    Recalibrated ///< measured anew on the images of the gold cases, with the merged parameters
};

/// "averaged" or "recalibrated". @throws Error InvalidArgument for another name
StatisticsRule statisticsRuleNamed(std::string_view name);
std::string_view toString(StatisticsRule rule) noexcept;

struct MergeSettings {
    std::string policy = "gated"; ///< or "dafne", "fedavg", "median", "trimmed-mean", "krum"
    std::vector<double> alphas{0.5, 0.25, 0.125}; ///< strengths in the order of trying; not dafne's
    StatisticsRule statistics = StatisticsRule::Averaged;
    GateSettings gates; ///< dafne: only the two absolute ones, candidateLeast for both

    // Of the last four policies, which merge several contributions at once:
    std::size_t buffer = 5;                 ///< that many
    std::int64_t bufferMs = 24 * 3'600'000; ///< after which fewer do
    double trim = 0.2;                      ///< trimmed-mean: share cut off at each end
    std::optional<std::size_t> faulty;      ///< krum: hostile ones among them; none: the most it
                                            ///< withstands, (n - 3) / 2
};

/// A contribution as policies see it.
struct MergeUpdate {
    const StateDict& base;      ///< the version that the contributor began with
    const StateDict& candidate; ///< what the contributor made of it
    std::int64_t staleness = 0; ///< versions between base and current
    std::int64_t slices = 1;    ///< reviewed ones that the contributor claims, capped
};

/// Squares of the Euclidean distances between what updates make of the current version, over the
/// learned parameters: [i][j], symmetric, 0 at i = j.
using UpdateDistances = std::vector<std::vector<double>>;

/// All weights have the same tensors.
struct MergeInputs {
    const StateDict& current;         ///< the version that is served
    std::vector<MergeUpdate> updates; ///< one or more, in the order of their turns
    /// Over the whole model, where these are parts of it; none: computed from these.
    const UpdateDistances* distances = nullptr;
};

/// How candidates become part of a model. Arithmetic only: no files, no network, no state, so
/// that the same weights always give the same bytes. Computes in double, stores F32. Each tensor is
/// merged on its own, so that large weights may be merged part by part. Thread-safe.
class MergePolicy {
  public:
    virtual ~MergePolicy() = default;

    /// Strengths to try, until gate 2 accepts one. Never empty.
    virtual std::vector<double> alphas() const = 0;
    virtual GateSettings gates() const = 0;
    /// How many contributions it wants at once.
    virtual std::size_t buffer() const { return 1; }
    /// Whether it looks at MergeInputs::distances.
    virtual bool needsDistances() const { return false; }
    /// @param alpha one of alphas()
    /// @throws Error InvalidInput unless all weights have the same tensors, InvalidArgument without
    /// any update
    virtual StateDict merge(const MergeInputs& inputs, double alpha) const = 0;
};

/// @throws Error InvalidArgument for a policy that there is not, alphas outside (0, 1] or none, or
/// settings that the policy cannot work with
std::unique_ptr<const MergePolicy> makeMergePolicy(const MergeSettings& settings);

} // namespace laurel
