#include "merge/policies.h"

#include "laurel/weights/arithmetic.h"

namespace laurel {

namespace {

/// The exact average of the contributed and the current weights, as Dafne's server forms it, judged
/// by an absolute threshold alone (F. Santini et al., "Deep Anatomical Federated Network (Dafne)",
/// arXiv 2302.06352). The control that `gated` is compared with. Age does not count.
class DafnePolicy final : public MergePolicy {
  public:
    explicit DafnePolicy(double threshold)
        : gates_{.candidateLeast = threshold,
                 .candidateDrop = 1,
                 .mergedLeast = threshold,
                 .meanDrop = 1,
                 .bestMeanDrop = 1,
                 .labelDrop = 1,
                 .bestLabelDrop = 1,
                 .groupDrop = 1,
                 .macroDrop = 1} {}

    std::vector<double> alphas() const override { return {share}; }
    GateSettings gates() const override { return gates_; }
    StateDict merge(const MergeInputs& inputs, double /*alpha*/) const override {
        return lerp(inputs.current, inputs.updates.at(0).candidate, share);
    }

  private:
    static constexpr double share = 0.5;
    GateSettings gates_;
};

} // namespace

std::unique_ptr<const MergePolicy> makeDafnePolicy(const MergeSettings& settings) {
    return std::make_unique<DafnePolicy>(settings.gates.candidateLeast);
}

} // namespace laurel
