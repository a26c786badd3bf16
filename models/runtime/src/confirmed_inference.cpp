#include "laurel/runtime/confirmed_inference.h"

#include "mask_agreement.h"

#include <iomanip>
#include <set>
#include <sstream>
#include <vector>

namespace laurel {

namespace {

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

WinningLabels labelsBy(PlaneInference& inference, const std::vector<NetworkPlane>& planes,
                       SegmentTimes& seconds, const CancellationToken& cancel) {
    WinningLabels labels;
    const PlaneJob job{
        planes.size(), [&](std::size_t index) { return planes[index]; },
        [&](std::size_t, const NetworkPlane& plane, std::span<const float> probabilities) {
            appendWinners(probabilities,
                          static_cast<std::size_t>(plane.size.rows * plane.size.columns), labels);
        }};
    inference.run(job, seconds, cancel);
    return labels;
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
    if (dice < leastMaskDice) {
        std::ostringstream text;
        text << fast_->name() << " gives other masks: on three planes of this case their Dice is "
             << std::setprecision(5) << dice << ", expected at least " << leastMaskDice;
        whyProven_ = text.str();
    }
    (dice < leastMaskDice ? *proven_ : *fast_).run(job, seconds, cancel);
}

} // namespace laurel
