#pragma once

#include "laurel/training/training_plane.h"

#include <utility>
#include <vector>

namespace laurel {

/// Source position = centre + matrix · (output position − centre) + offset, in pixels.
struct PlaneTransform {
    double rowByRow = 1;
    double rowByColumn = 0;
    double columnByRow = 0;
    double columnByColumn = 1;
    double rowOffset = 0;
    double columnOffset = 0;
};

/// A lens's distortion about a centre: a point at distance r of the output shows the source at
/// r · (1 + strength · (r / R)²), with R the plane's half diagonal: barrel-shaped for strengths
/// above 0, pincushion-shaped below. Without folds for strengths from -0.2 where the centre lies
/// within a tenth of the plane's size of its middle.
/// Brown, Photogrammetric Engineering 32 (1966) 444–462, first radial term.
struct RadialDistortion {
    double strength = 0;
    double rowOffset = 0; ///< of the centre, from the plane's, in pixels
    double columnOffset = 0;

    /// Both positions are (row, column) from the plane's centre.
    std::pair<double, double> source(double row, double column, PlaneSize size) const noexcept;
};

/// Where each pixel of a changed plane reads: distortion, then the transform, then the fields.
struct PlaneMapping {
    PlaneTransform transform;
    RadialDistortion distortion;
    std::vector<float> rowField; ///< added to the source position; empty: none
    std::vector<float> columnField;
};

TrainingPlane warped(const TrainingPlane& source, const PlaneMapping& warp);

} // namespace laurel
