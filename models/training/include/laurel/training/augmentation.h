#pragma once

#include "laurel/base/random.h"
#include "laurel/engine/training.h"
#include "laurel/package/manifest.h"
#include "laurel/training/training_plane.h"

namespace laurel {

/// For fine-tuning, where the case to be learnt is at hand and few steps are taken.
AugmentationSettings mildAugmentation();

/// Changes shape and then contrast of a plane, the same for the same state of `random`. Image,
/// labels, body and (where there are) border weights move together (bilinear, nearest, nearest,
/// bilinear); what comes from outside is 0, the normalised air. About 2 ms for 160 × 160 pixels on
/// one core.
void augment(TrainingPlane& plane, const AugmentationSettings& settings, Random& random);

/// Only the change of shape: rotation, scale, shear, shift, optical distortion and a smooth elastic
/// displacement.
void augmentShape(TrainingPlane& plane, const AugmentationSettings& settings, Random& random);
/// Only the changes of intensity.
void augmentContrast(TrainingPlane& plane, const AugmentationSettings& settings, Random& random);

/// Exchanges left and right, columns and labels.
/// @param mirrored for each output channel the one that it becomes, see mirroredChannels
void flipSides(TrainingPlane& plane, const std::vector<std::uint16_t>& mirrored);

/// For each output channel the one of the other side: "Multifidus_L" and "Multifidus_R" change
/// places, background and structures without a side stay.
/// @throws Error InvalidArgument unless the model sees both sides at once (laterality none) and has
///         for each structure of one side that of the other
std::vector<std::uint16_t> mirroredChannels(const ModelManifest& manifest);

} // namespace laurel
