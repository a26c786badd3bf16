#pragma once

#include "laurel/engine/engine.h"
#include "laurel/engine/training.h"
#include "laurel/runtime/preprocessor.h"
#include "laurel/training/training_plane.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace laurel {

/// How training planes are made from cases.
struct PlaneSourceSettings {
    std::uint64_t seed = 1;
    std::optional<AugmentationSettings> augmentation;
    std::vector<std::uint16_t> mirroredChannels; ///< where augmentation flips
    int borderChannels = 0; ///< of the network, when planes need border weights; else 0
    double borderSigma = 8; ///< pixels; of these
};

/// The plane of a reference without border weights. None unless nearly all of the reference lies
/// where the plane shows the limb: where two touching limbs were parted in the wrong place, labels
/// lie on blanked pixels, which teaches nothing true.
std::optional<TrainingPlane> trainingPlaneOf(ReferencePlane reference);

/// The planes of training case `number`: the manifest's pre-processing, then augmentation drawn
/// from seed and number. Thread-safe.
std::vector<TrainingPlane> makeTrainingPlanes(const SampleSource& samples,
                                              const Preprocessor& preprocessor,
                                              const PlaneSourceSettings& settings,
                                              std::uint64_t number,
                                              const CancellationToken& cancel);

} // namespace laurel
