#include "side_recognition.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::size_t probes = 8; // slices, evenly spaced over the limb

/// Probability of the winning labels, summed over the body where background does not win.
double recognised(const NetworkPlane& plane, std::span<const float> probabilities, int classes) {
    const std::size_t count = plane.body.size();
    double sum = 0;
    for (std::size_t pixel = 0; pixel < count; ++pixel) {
        if (plane.body[pixel] == 0) {
            continue;
        }
        float best = probabilities[pixel];
        bool isLabel = false;
        for (std::size_t label = 1; label < static_cast<std::size_t>(classes); ++label) {
            const float other = probabilities[label * count + pixel];
            if (other > best) {
                best = other;
                isLabel = true;
            }
        }
        sum += isLabel ? static_cast<double>(best) : 0;
    }
    return sum;
}

double recognised(PlaneInference& inference, const PlaneStack& stack, int classes,
                  const CancellationToken& cancel) {
    const std::size_t count = stack.placements.size();
    const std::size_t tries = std::min(count, probes);
    double sum = 0;
    const PlaneJob job{
        tries, [&](std::size_t i) { return stack.plane((2 * i + 1) * count / (2 * tries)); },
        [&](std::size_t, const NetworkPlane& plane, std::span<const float> probabilities) {
            sum += recognised(plane, probabilities, classes);
        }};
    SegmentTimes ignored; // all of it belongs to finding limbs
    inference.run(job, ignored, cancel);
    return sum;
}

} // namespace

bool isSideOpen(const PreparedCase& prepared) {
    return !prepared.sidesAreCertain() && !prepared.placements().empty();
}

PlaneSide otherSide(const PreparedCase& prepared) {
    return prepared.placements().front().side == PlaneSide::Left ? PlaneSide::Right
                                                                 : PlaneSide::Left;
}

bool fitsOtherSide(PlaneInference& inference, const PlaneStack& asGuessed,
                   const PlaneStack& asOther, int classes, const CancellationToken& cancel) {
    return recognised(inference, asOther, classes, cancel) >
           recognised(inference, asGuessed, classes, cancel);
}

} // namespace laurel
