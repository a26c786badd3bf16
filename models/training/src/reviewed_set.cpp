#include "reviewed_set.h"

#include "laurel/base/error.h"
#include "laurel/training/border_weights.h"
#include "plane_source.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace laurel {

namespace {

using SliceKey = std::pair<std::size_t, std::int64_t>; ///< case and slice

SliceKey keyOf(const ReviewedPlane& plane) {
    return {plane.caseNumber, plane.slice};
}

bool showsLabel(const ReviewedPlane& one) {
    return std::any_of(one.plane.labels.begin(), one.plane.labels.end(), isStructure);
}

std::set<SliceKey> slicesOf(const std::vector<ReviewedPlane>& planes) {
    std::set<SliceKey> slices;
    for (const ReviewedPlane& plane : planes) {
        slices.insert(keyOf(plane));
    }
    return slices;
}

std::set<SliceKey> chooseHeldOut(const std::vector<ReviewedPlane>& planes, std::size_t minSlices) {
    std::set<SliceKey> labelled;
    for (const ReviewedPlane& plane : planes) {
        if (showsLabel(plane)) {
            labelled.insert(keyOf(plane));
        }
    }
    const std::size_t count =
        std::min(heldOutCount(slicesOf(planes).size(), minSlices), labelled.size() / 2);
    const std::vector<SliceKey> candidates(labelled.begin(), labelled.end());
    std::set<SliceKey> chosen;
    for (const std::size_t index : spreadChoice(candidates.size(), count)) {
        chosen.insert(candidates[index]);
    }
    return chosen;
}

} // namespace

std::vector<ReviewedPlane> gatherReviewedPlanes(const Preprocessor& preprocessor,
                                                const std::vector<ReviewedCase>& cases,
                                                const BorderMap& border,
                                                const CancellationToken& cancel) {
    std::vector<ReviewedPlane> planes;
    for (std::size_t number = 0; number < cases.size(); ++number) {
        if (!cases[number].image) {
            throw Error(ErrorCode::InvalidArgument, "a reviewed case needs its image");
        }
        for (ReferencePlane& reference : preprocessor.reviewedPlanes(cases[number], cancel)) {
            cancel.throwIfCancelled();
            const PlanePlacement placement = reference.placement;
            std::optional<TrainingPlane> plane = trainingPlaneOf(std::move(reference));
            if (!plane) {
                continue;
            }
            if (border.channels > 0) {
                plane->border = borderWeights(plane->labels, plane->body, plane->size,
                                              border.channels, border.sigmaPixels);
            }
            planes.push_back({std::move(*plane), number, placement.slice, placement.side});
        }
    }
    return planes;
}

std::size_t heldOutCount(std::size_t slices, std::size_t minSlices) noexcept {
    constexpr std::size_t share = 5;
    return slices <= minSlices
               ? 0
               : std::min(slices - minSlices, std::max<std::size_t>(1, slices / share));
}

std::vector<std::size_t> spreadChoice(std::size_t slices, std::size_t count) {
    std::vector<std::size_t> chosen(count);
    for (std::size_t i = 0; i < count; ++i) {
        chosen[i] = (2 * i + 1) * slices / (2 * count);
    }
    return chosen;
}

ReviewedSet divide(std::vector<ReviewedPlane> planes, std::size_t minSlices) {
    const std::set<SliceKey> heldOut = chooseHeldOut(planes, minSlices);
    ReviewedSet set;
    set.heldOutSlices = static_cast<std::int64_t>(heldOut.size());
    set.trainingSlices = static_cast<std::int64_t>(slicesOf(planes).size() - heldOut.size());
    for (ReviewedPlane& plane : planes) {
        (heldOut.contains(keyOf(plane)) ? set.heldOut : set.training).push_back(std::move(plane));
    }
    return set;
}

std::vector<std::size_t> shuffledOrder(std::size_t count, Random& random) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) {
        const auto other = static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1));
        std::swap(order[i - 1], order[other]);
    }
    return order;
}

} // namespace laurel
