#pragma once

#include "laurel/base/random.h"
#include "laurel/engine/fine_tuning.h"
#include "laurel/runtime/preprocessor.h"
#include "laurel/training/training_plane.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// What fine-tuning learns from and is measured on.
namespace laurel {

struct ReviewedPlane {
    TrainingPlane plane; ///< border weights included, where the loss asks for them
    std::size_t caseNumber = 0;
    std::int64_t slice = 0; ///< of the case in canonical orientation
    PlaneSide side = PlaneSide::Whole;
};

/// Of borderWeights.
struct BorderMap {
    int channels = 0; ///< of the network; 0: planes need no border weights
    double sigmaPixels = 8;
};

/// The planes of all cases, by case and slice.
/// @throws Error InvalidArgument when a case has no image; as Preprocessor::reviewedPlanes
std::vector<ReviewedPlane> gatherReviewedPlanes(const Preprocessor& preprocessor,
                                                const std::vector<ReviewedCase>& cases,
                                                const BorderMap& border,
                                                const CancellationToken& cancel);

/// The planes of slices that train, and of those that are held out.
struct ReviewedSet {
    std::vector<ReviewedPlane> training;
    std::vector<ReviewedPlane> heldOut; ///< empty where there are too few slices
    std::int64_t trainingSlices = 0;
    std::int64_t heldOutSlices = 0;

    const std::vector<ReviewedPlane>& measured() const noexcept {
        return heldOut.empty() ? training : heldOut;
    }
};

/// How many of `slices` are held out: none up to `minSlices`; else as many as lie beyond it, at
/// most a fifth of all, at least one.
std::size_t heldOutCount(std::size_t slices, std::size_t minSlices) noexcept;

/// `count` of 0 to `slices` - 1, ascending: the middles of as many equal parts.
std::vector<std::size_t> spreadChoice(std::size_t slices, std::size_t count);

/// Holds slices out, spread over those that show a label. Both limbs of a slice stay together.
ReviewedSet divide(std::vector<ReviewedPlane> planes, std::size_t minSlices);

/// 0 to `count` - 1 in random order (Fisher–Yates).
std::vector<std::size_t> shuffledOrder(std::size_t count, Random& random);

} // namespace laurel
