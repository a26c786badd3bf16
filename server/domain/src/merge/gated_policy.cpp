#include "merge/moved_updates.h"
#include "merge/policies.h"

#include "laurel/weights/arithmetic.h"

#include <string>
#include <utility>

namespace laurel {

namespace {

/// The change that a contributor made, applied to what is current now and damped by how much the
/// model moved meanwhile: asynchronous federated optimisation with a mixing weight (C. Xie, S.
/// Koyejo, I. Gupta, "Asynchronous Federated Optimization", arXiv 1903.03934; the polynomial
/// staleness function with exponent 1/2), on differences as in J. Nguyen et al., "Federated
/// Learning with Buffered Asynchronous Aggregation", arXiv 2106.06639.
class GatedPolicy final : public MergePolicy {
  public:
    GatedPolicy(std::vector<double> alphas, const GateSettings& gates)
        : alphas_(std::move(alphas)), gates_(gates) {}

    std::vector<double> alphas() const override { return alphas_; }
    GateSettings gates() const override { return gates_; }
    StateDict merge(const MergeInputs& inputs, double alpha) const override;

  private:
    std::vector<double> alphas_;
    GateSettings gates_;
};

std::vector<float> moved(std::span<const float> current, std::span<const float> base,
                         std::span<const float> candidate, double share) {
    std::vector<float> merged(current.size());
    for (std::size_t i = 0; i < merged.size(); ++i) {
        const double change = double{candidate[i]} - double{base[i]};
        merged[i] = static_cast<float>(double{current[i]} + share * change);
    }
    return merged;
}

/// Statistics describe data rather than what was learned: the difference of two variances may be
/// negative, their mean never is.
std::vector<float> mixed(std::span<const float> current, std::span<const float> candidate,
                         double share) {
    std::vector<float> merged(current.size());
    for (std::size_t i = 0; i < merged.size(); ++i) {
        merged[i] =
            static_cast<float>((1 - share) * double{current[i]} + share * double{candidate[i]});
    }
    return merged;
}

Tensor mergedTensor(const std::string& name, const StateDict& all, const MergeUpdate& update,
                    double share) {
    const Tensor& current = all.at(name);
    if (current.dtype() == DType::I64) {
        return current;
    }
    const auto candidate = update.candidate.at(name).floats();
    return Tensor::fromFloats(
        current.shape(),
        roleOf(name) == TensorRole::Parameter
            ? moved(current.floats(), update.base.at(name).floats(), candidate, share)
            : mixed(current.floats(), candidate, share));
}

StateDict GatedPolicy::merge(const MergeInputs& inputs, double alpha) const {
    requireMergeable(inputs);
    const MergeUpdate& update = inputs.updates.front();
    const double share = alpha * stalenessWeight(update.staleness);
    StateDict merged;
    for (const TensorSpec& spec : inputs.current.specs()) {
        merged.add(spec.name, mergedTensor(spec.name, inputs.current, update, share));
    }
    return merged;
}

} // namespace

std::unique_ptr<const MergePolicy> makeGatedPolicy(const MergeSettings& settings) {
    return std::make_unique<GatedPolicy>(settings.alphas, settings.gates);
}

} // namespace laurel
