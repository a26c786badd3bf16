#pragma once

#include "laurel/server_domain/gates.h"
#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

struct MergeSettings {
    std::string policy = "gated";                 ///< or "dafne"
    std::vector<double> alphas{0.5, 0.25, 0.125}; ///< gated: strengths in the order of trying
    GateSettings gates; ///< dafne: only the two absolute ones, candidateLeast for both
};

/// All three have the same tensors.
struct MergeInputs {
    const StateDict& base;      ///< the version that the contributor began with
    const StateDict& current;   ///< the version that is served
    const StateDict& candidate; ///< what the contributor made of the base
};

/// How a candidate becomes part of a model. Arithmetic only: no files, no network, no state, so
/// that the same weights always give the same bytes. Computes in double, stores F32. Each tensor is
/// merged on its own, so that large weights may be merged part by part. Thread-safe.
class MergePolicy {
  public:
    virtual ~MergePolicy() = default;

    /// Strengths to try, until gate 2 accepts one. Never empty.
    virtual std::vector<double> alphas() const = 0;
    virtual GateSettings gates() const = 0;
    /// @param alpha one of alphas() @param staleness versions between base and current, from 0
    /// @throws Error InvalidInput unless all inputs have the same tensors
    virtual StateDict merge(const MergeInputs& inputs, double alpha,
                            std::int64_t staleness) const = 0;
};

/// @throws Error InvalidArgument for a policy that there is not, or alphas outside (0, 1] or none
std::unique_ptr<const MergePolicy> makeMergePolicy(const MergeSettings& settings);

} // namespace laurel
