#pragma once

#include "laurel/base/random.h"
#include "laurel/training/training_plane.h"

namespace laurel {

/// How far a training plane is changed. Each `...Chance` is the probability of that change; amounts
/// are drawn uniformly up to the stated extreme. Planes are never flipped: pre-processing has
/// already brought both sides of the body to one, and a flip would make anatomy that does not
/// exist.
struct AugmentationSettings {
    double rotationDegrees = 20; ///< ±
    double scale = 0.15; ///< zoom between 1 / (1 + scale) and 1 + scale, per axis within a third
    double shift = 0.06; ///< ± of the plane's size
    double shear = 0.06; ///< ± columns per row
    double elasticChance = 0.5;
    double elasticPixels = 4; ///< standard deviation of the control points' displacement
    double gammaChance = 0.4;
    double gamma = 0.5; ///< exponent between 1 / (1 + gamma) and 1 + gamma
    double contrastChance = 0.4;
    double contrast = 0.25;   ///< factor 1 ± contrast about the mean
    double brightness = 0.12; ///< ± added with the contrast
    double biasChance = 0.4;
    double bias = 0.35; ///< ± logarithm of the smooth factor at the control points
    double noiseChance = 0.4;
    double noise = 0.08; ///< largest standard deviation
    double blurChance = 0.2;
    double blurPixels = 1.2; ///< largest standard deviation
    double lowResolutionChance = 0.2;
    double lowResolution = 2.2; ///< largest loss of resolution, per axis
    double inversionChance = 0.03;
};

/// For fine-tuning, where the case to be learnt is at hand and few steps are taken.
AugmentationSettings mildAugmentation();

/// Changes shape and then contrast of a plane, the same for the same state of `random`. Image,
/// labels, body and (where there are) border weights move together (bilinear, nearest, nearest,
/// bilinear); what comes from outside is 0, the normalised air. About 2 ms for 160 × 160 pixels on
/// one core.
void augment(TrainingPlane& plane, const AugmentationSettings& settings, Random& random);

/// Only the change of shape: rotation, scale, shear, shift and a smooth elastic displacement.
void augmentShape(TrainingPlane& plane, const AugmentationSettings& settings, Random& random);
/// Only the changes of intensity.
void augmentContrast(TrainingPlane& plane, const AugmentationSettings& settings, Random& random);

} // namespace laurel
