#include "merge/moved_updates.h"
#include "merge/policies.h"

#include <algorithm>

namespace laurel {

namespace {

double medianOf(std::span<double> points) {
    std::sort(points.begin(), points.end());
    const std::size_t middle = points.size() / 2;
    return points.size() % 2 == 1 ? points[middle] : (points[middle - 1] + points[middle]) / 2;
}

/// The median of each value by itself: D. Yin et al., "Byzantine-Robust Distributed Learning:
/// Towards Optimal Statistical Rates", arXiv 1803.01498, option I of algorithm 1. What fewer than
/// half of the contributions say does not carry it beyond the others.
class MedianPolicy final : public BufferedPolicy {
  public:
    using BufferedPolicy::BufferedPolicy;

    StateDict merge(const MergeInputs& inputs, double alpha) const override {
        return mergeMoved(inputs, alpha, medianOf);
    }
};

} // namespace

std::unique_ptr<const MergePolicy> makeMedianPolicy(const MergeSettings& settings) {
    return std::make_unique<MedianPolicy>(settings);
}

} // namespace laurel
