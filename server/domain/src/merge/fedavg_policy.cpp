#include "merge/moved_updates.h"
#include "merge/policies.h"

#include <algorithm>
#include <numeric>

namespace laurel {

namespace {

/// The mean of the contributions, weighted by the slices that people reviewed: H. B. McMahan et
/// al., "Communication-Efficient Learning of Deep Networks from Decentralized Data", arXiv
/// 1602.05629, algorithm 1, on a buffer of contributions as they come (J. Nguyen et al.,
/// "Federated Learning with Buffered Asynchronous Aggregation", arXiv 2106.06639). One hostile
/// contribution moves it as far as it likes; only the gates stand against it.
class FedAvgPolicy final : public BufferedPolicy {
  public:
    using BufferedPolicy::BufferedPolicy;

    StateDict merge(const MergeInputs& inputs, double alpha) const override {
        std::vector<double> shares;
        for (const MergeUpdate& update : inputs.updates) {
            shares.push_back(static_cast<double>(std::max<std::int64_t>(update.slices, 1)));
        }
        const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
        return mergeMoved(inputs, alpha, [&](std::span<const double> points) {
            return std::inner_product(points.begin(), points.end(), shares.begin(), 0.0) / sum;
        });
    }
};

} // namespace

std::unique_ptr<const MergePolicy> makeFedAvgPolicy(const MergeSettings& settings) {
    return std::make_unique<FedAvgPolicy>(settings);
}

} // namespace laurel
