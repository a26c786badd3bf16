#pragma once

#include "laurel/server_domain/merge_policy.h"
#include "laurel/weights/arithmetic.h"

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

/// What the policies that merge several contributions share. Each contribution is first brought to
/// the current version: a parameter becomes current + s · (candidate − base), a statistic of a
/// normalisation current + s · (candidate − current), which stays positive where it has to. s is
/// the weight of staleness, 1 / √(1 + staleness) (arXiv 1903.03934). What a policy makes of these
/// points, the aggregate, is then approached: current + α · (aggregate − current), the server's
/// learning rate of S. Reddi et al., "Adaptive Federated Optimization", arXiv 2003.00295. Counters
/// stay the current version's.
namespace laurel {

/// @throws Error InvalidArgument, InvalidInput as MergePolicy::merge
void requireMergeable(const MergeInputs& inputs);

double stalenessWeight(std::int64_t staleness);

/// Squares of the distances between the points, summed over these tensors' parameters.
UpdateDistances distancesBetween(const MergeInputs& inputs);

/// @param aggregate of one value's points, in the order of the updates, which it may reorder:
/// double(std::span<double>)
template <typename Aggregate>
StateDict mergeMoved(const MergeInputs& inputs, double alpha, const Aggregate& aggregate) {
    requireMergeable(inputs);
    const std::size_t count = inputs.updates.size();
    std::vector<double> points(count);
    std::vector<double> weights(count);
    for (std::size_t k = 0; k < count; ++k) {
        weights[k] = stalenessWeight(inputs.updates[k].staleness);
    }
    StateDict merged;
    for (const auto& [name, tensor] : inputs.current.entries()) {
        if (tensor.dtype() == DType::I64) {
            merged.add(name, tensor);
            continue;
        }
        const bool isParameter = roleOf(name) == TensorRole::Parameter;
        const std::span<const float> current = tensor.floats();
        std::vector<std::span<const float>> candidates;
        std::vector<std::span<const float>> origins;
        for (const MergeUpdate& update : inputs.updates) {
            candidates.push_back(update.candidate.at(name).floats());
            origins.push_back(isParameter ? update.base.at(name).floats() : current);
        }
        std::vector<float> values(current.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            for (std::size_t k = 0; k < count; ++k) {
                points[k] = double{current[i]} +
                            weights[k] * (double{candidates[k][i]} - double{origins[k][i]});
            }
            const double target = aggregate(std::span<double>(points));
            values[i] = static_cast<float>(double{current[i]} + alpha * (target - current[i]));
        }
        merged.add(name, Tensor::fromFloats(tensor.shape(), std::move(values)));
    }
    return merged;
}

/// What all of them have in common.
class BufferedPolicy : public MergePolicy {
  public:
    explicit BufferedPolicy(const MergeSettings& settings);

    std::vector<double> alphas() const override { return settings_.alphas; }
    GateSettings gates() const override { return settings_.gates; }
    std::size_t buffer() const override { return settings_.buffer; }

  protected:
    const MergeSettings& settings() const noexcept { return settings_; }

  private:
    MergeSettings settings_;
};

} // namespace laurel
