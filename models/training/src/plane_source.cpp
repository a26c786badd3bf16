#include "plane_source.h"

#include "laurel/training/augmentation.h"
#include "laurel/training/border_weights.h"

namespace laurel {

namespace {

bool showsItsReference(const TrainingPlane& plane) {
    constexpr double leastShare = 0.9;
    std::int64_t labelled = 0;
    std::int64_t shown = 0;
    for (std::size_t i = 0; i < plane.labels.size(); ++i) {
        const bool structure = isStructure(plane.labels[i]);
        labelled += structure ? 1 : 0;
        shown += structure && plane.body[i] != 0 ? 1 : 0;
    }
    return static_cast<double>(shown) >= leastShare * static_cast<double>(labelled);
}

void vary(TrainingPlane& plane, const PlaneSourceSettings& settings, Random& random) {
    const double flipChance = settings.augmentation->flipChance;
    if (flipChance > 0 && random.chance(flipChance)) {
        flipSides(plane, settings.mirroredChannels);
    }
    augment(plane, *settings.augmentation, random);
}

} // namespace

std::optional<TrainingPlane> trainingPlaneOf(ReferencePlane reference) {
    TrainingPlane plane{reference.input.size,
                        std::move(reference.input.image),
                        std::move(reference.labels),
                        std::move(reference.input.body),
                        {}};
    return showsItsReference(plane) ? std::optional(std::move(plane)) : std::nullopt;
}

std::vector<TrainingPlane> makeTrainingPlanes(const SampleSource& samples,
                                              const Preprocessor& preprocessor,
                                              const PlaneSourceSettings& settings,
                                              std::uint64_t number,
                                              const CancellationToken& cancel) {
    constexpr std::uint64_t oddMultiplier = 0xD1B54A32D192ED03;
    Random random(settings.seed * oddMultiplier + number);
    std::vector<TrainingPlane> planes;
    for (ReferencePlane& reference : preprocessor.referencePlanes(samples.sample(number), cancel)) {
        std::optional<TrainingPlane> plane = trainingPlaneOf(std::move(reference));
        if (!plane) {
            continue;
        }
        if (settings.augmentation) {
            vary(*plane, settings, random);
        }
        if (settings.borderChannels > 0) {
            plane->border = borderWeights(plane->labels, plane->body, plane->size,
                                          settings.borderChannels, settings.borderSigma);
        }
        planes.push_back(std::move(*plane));
    }
    return planes;
}

} // namespace laurel
