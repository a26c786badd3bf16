#include "laurel/training/augmentation.h"

#include "plane_mapping.h"
#include "smooth_field.h"

#include <cmath>
#include <numbers>

namespace laurel {

namespace {

PlaneTransform drawTransform(PlaneSize size, const AugmentationSettings& settings, Random& random) {
    const double angle = settings.rotationDegrees * random.uniform(-1, 1) * std::numbers::pi / 180;
    const double zoom = std::pow(1 + settings.scale, random.uniform(-1, 1));
    const double stretch = std::pow(1 + settings.scale / 3, random.uniform(-1, 1));
    const double shear = settings.shear * random.uniform(-1, 1);
    const double rowZoom = zoom * stretch;
    const double columnZoom = zoom / stretch;
    PlaneTransform transform;
    transform.rowByRow = rowZoom * std::cos(angle);
    transform.rowByColumn = -columnZoom * std::sin(angle);
    transform.columnByRow = rowZoom * (std::sin(angle) + shear * std::cos(angle));
    transform.columnByColumn = columnZoom * (std::cos(angle) - shear * std::sin(angle));
    transform.rowOffset = settings.shift * static_cast<double>(size.rows) * random.uniform(-1, 1);
    transform.columnOffset =
        settings.shift * static_cast<double>(size.columns) * random.uniform(-1, 1);
    return transform;
}

RadialDistortion drawDistortion(PlaneSize size, const AugmentationSettings& settings,
                                Random& random) {
    constexpr double centreRange = 0.1; // of the plane's size, either way
    RadialDistortion distortion;
    distortion.strength = settings.opticalDistortion * random.uniform(-1, 1);
    distortion.rowOffset = centreRange * static_cast<double>(size.rows) * random.uniform(-1, 1);
    distortion.columnOffset =
        centreRange * static_cast<double>(size.columns) * random.uniform(-1, 1);
    return distortion;
}

/// Draws nothing where the chance is 0.
bool happens(double chance, Random& random) {
    return chance > 0 && random.chance(chance);
}

} // namespace

void augmentShape(TrainingPlane& plane, const AugmentationSettings& settings, Random& random) {
    constexpr int controls = 8;
    PlaneMapping warp;
    warp.transform = drawTransform(plane.size, settings, random);
    if (happens(settings.opticalChance, random)) {
        warp.distortion = drawDistortion(plane.size, settings, random);
    }
    if (random.chance(settings.elasticChance)) {
        const double pixels = settings.elasticPixels;
        warp.rowField = randomSmoothField(plane.size, controls, pixels, random);
        warp.columnField = randomSmoothField(plane.size, controls, pixels, random);
    }
    plane = warped(plane, warp);
}

} // namespace laurel
