#include "plane_source.h"

#include "laurel/training/augmentation.h"
#include "laurel/training/border_weights.h"

namespace laurel {

std::vector<TrainingPlane> makeTrainingPlanes(const SampleSource& samples,
                                              const Preprocessor& preprocessor,
                                              const PlaneSourceSettings& settings,
                                              std::uint64_t number,
                                              const CancellationToken& cancel) {
    constexpr std::uint64_t oddMultiplier = 0xD1B54A32D192ED03;
    Random random(settings.seed * oddMultiplier + number);
    std::vector<TrainingPlane> planes;
    for (ReferencePlane& reference : preprocessor.referencePlanes(samples.sample(number), cancel)) {
        TrainingPlane plane{reference.input.size,
                            std::move(reference.input.image),
                            std::move(reference.labels),
                            std::move(reference.input.body),
                            {}};
        if (settings.augmentation) {
            augment(plane, AugmentationSettings{}, random);
        }
        if (settings.borderChannels > 0) {
            plane.border =
                borderWeights(plane.labels, plane.body, plane.size, settings.borderChannels);
        }
        planes.push_back(std::move(plane));
    }
    return planes;
}

} // namespace laurel
