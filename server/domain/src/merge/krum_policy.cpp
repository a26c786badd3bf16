#include "merge/moved_updates.h"
#include "merge/policies.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <numeric>

namespace laurel {

namespace {

/// The one contribution that lies nearest to the others: P. Blanchard et al., "Machine Learning
/// with Adversaries: Byzantine Tolerant Gradient Descent", NeurIPS 2017. Of n contributions of
/// which f may be hostile, the score of one is the sum of the squares of its distances to its
/// n − f − 2 nearest others, and the least score wins, of equal ones the first.
class KrumPolicy final : public BufferedPolicy {
  public:
    explicit KrumPolicy(const MergeSettings& settings) : BufferedPolicy(settings) {
        if (settings.faulty && 2 * *settings.faulty + 2 >= settings.buffer) {
            throw Error(ErrorCode::InvalidArgument,
                        "krum withstands f hostile contributions only of more than 2 f + 2");
        }
    }

    bool needsDistances() const override { return true; }

    StateDict merge(const MergeInputs& inputs, double alpha) const override {
        requireMergeable(inputs);
        const std::size_t chosen =
            inputs.distances ? choose(*inputs.distances) : choose(distancesBetween(inputs));
        return mergeMoved(inputs, alpha,
                          [chosen](std::span<const double> points) { return points[chosen]; });
    }

  private:
    std::size_t choose(const UpdateDistances& distances) const {
        const std::size_t count = distances.size();
        const std::size_t withstands = count > 3 ? (count - 3) / 2 : 0;
        const std::size_t faulty = std::min(settings().faulty.value_or(withstands), withstands);
        const std::size_t near = count > faulty + 3 ? count - faulty - 2 : 1;
        std::size_t best = 0;
        double least = 0;
        for (std::size_t i = 0; i < count; ++i) {
            std::vector<double> others = distances[i];
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            std::sort(others.begin(), others.end());
            others.resize(std::min(near, others.size()));
            const double score = std::accumulate(others.begin(), others.end(), 0.0);
            if (i == 0 || score < least) {
                best = i;
                least = score;
            }
        }
        return best;
    }
};

} // namespace

std::unique_ptr<const MergePolicy> makeKrumPolicy(const MergeSettings& settings) {
    return std::make_unique<KrumPolicy>(settings);
}

} // namespace laurel
