#pragma once

#include "plane_grid.h"

#include "laurel/base/random.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// A small coil on one side of the body: tissue near it is brighter, with a Gaussian fall-off.
struct SurfaceCoil {
    double strength = 0; ///< logarithm of the sensitivity in its middle; 0: there is none
    double x = 0;        ///< mm from the middle of the plane
    double y = 0;
    double reach = 40; ///< mm, standard deviation
};

/// A made-up MR scanner: what it does to the signal that tissue gives.
struct Scanner {
    double blur = 0.6;         ///< mm, standard deviation of the point spread in the plane
    double noise = 0.03;       ///< standard deviation, of the brighter of muscle and fat
    double noiseSmoothing = 0; ///< pixels, of images interpolated after acquisition
    double shading = 0.15;     ///< standard deviation of the logarithm of coil sensitivity
    double shadingStep = 60;   ///< mm
    double tilt = 0;           ///< relative sensitivity change across 100 mm
    double tiltAngle = 0;      ///< radians
    SurfaceCoil coil;
    double gain = 1000; ///< stored value of signal 1
    std::uint64_t seed = 0;

    /// The image of one plane: shading, blur, Rician noise (Gudbjartsson & Patz, Magn Reson Med 34
    /// (1995) 910–914), digitisation.
    /// @param signal    0 in air; consumed
    /// @param sliceSeed makes noise differ between planes
    std::vector<std::uint16_t> scan(const PlaneGrid& grid, std::vector<float> signal, double z,
                                    std::uint64_t sliceSeed) const;
};

/// @param noise as Scanner::noise; negative: drawn
Scanner drawScanner(double noise, Random& random);

} // namespace laurel
