#include "laurel/runtime/confirmed_inference.h"

#include <algorithm>
#include <iomanip>
#include <set>
#include <sstream>
#include <vector>

namespace laurel {

namespace {

constexpr double leastDice = 0.999;

/// Of each pixel of one plane after another; 0 is background.
using Labels = std::vector<std::uint16_t>;

std::vector<NetworkPlane> somePlanes(const PlaneJob& job) {
    std::set<std::size_t> indices; // fewer than three planes: each once
    for (std::size_t quarter = 1; quarter <= 3 && job.count > 0; ++quarter) {
        indices.insert(quarter * job.count / 4);
    }
    std::vector<NetworkPlane> planes;
    planes.reserve(indices.size());
    for (const std::size_t index : indices) {
        planes.push_back(job.plane(index));
    }
    return planes;
}

void addLabels(std::span<const float> probabilities, std::size_t pixels, Labels& labels) {
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        std::size_t best = 0;
        for (std::size_t label = 1; label * pixels < probabilities.size(); ++label) {
            best = probabilities[label * pixels + pixel] > probabilities[best * pixels + pixel]
                       ? label
                       : best;
        }
        labels.push_back(static_cast<std::uint16_t>(best));
    }
}

Labels labelsBy(PlaneInference& inference, const std::vector<NetworkPlane>& planes,
                SegmentTimes& seconds, const CancellationToken& cancel) {
    Labels labels;
    const PlaneJob job{
        planes.size(), [&](std::size_t index) { return planes[index]; },
        [&](std::size_t, const NetworkPlane& plane, std::span<const float> probabilities) {
            addLabels(probabilities, static_cast<std::size_t>(plane.size.rows * plane.size.columns),
                      labels);
        }};
    inference.run(job, seconds, cancel);
    return labels;
}

/// Of all labels together; 1 where there are none.
double pooledDice(const Labels& a, const Labels& b) {
    std::int64_t both = 0;
    std::int64_t either = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += a[i] != 0 && a[i] == b[i] ? 1 : 0;
        either += (a[i] != 0 ? 1 : 0) + (b[i] != 0 ? 1 : 0);
    }
    return either == 0 ? 1.0 : 2.0 * static_cast<double>(both) / static_cast<double>(either);
}

} // namespace

ConfirmedInference::ConfirmedInference(std::unique_ptr<PlaneInference> fast,
                                       std::unique_ptr<PlaneInference> proven)
    : fast_(std::move(fast)), proven_(std::move(proven)) {}

std::string ConfirmedInference::name() const {
    return whyProven_.empty() ? fast_->name() : proven_->name();
}

void ConfirmedInference::run(const PlaneJob& job, SegmentTimes& seconds,
                             const CancellationToken& cancel) {
    const std::vector<NetworkPlane> planes = somePlanes(job);
    const double dice = pooledDice(labelsBy(*fast_, planes, seconds, cancel),
                                   labelsBy(*proven_, planes, seconds, cancel));
    whyProven_.clear();
    if (dice < leastDice) {
        std::ostringstream text;
        text << fast_->name() << " gives other masks: on three planes of this case their Dice is "
             << std::setprecision(5) << dice << ", expected at least " << leastDice;
        whyProven_ = text.str();
    }
    (dice < leastDice ? *proven_ : *fast_).run(job, seconds, cancel);
}

} // namespace laurel
