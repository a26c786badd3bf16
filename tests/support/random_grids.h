#pragma once

#include "laurel/base/random.h"
#include "laurel/imaging/geometry.h"
#include "laurel/imaging/masks.h"

#include <cmath>
#include <numbers>

namespace laurel {

/// Each voxel is foreground with the given probability.
inline Mask randomMask(Random& random, const GridSize& size, double density) {
    Mask mask(static_cast<std::size_t>(size.voxels()));
    for (auto& voxel : mask) {
        voxel = static_cast<std::uint8_t>(random.chance(density));
    }
    return mask;
}

/// A union of balls, the shape that segmentations have; radii in voxels.
inline Mask randomBlobs(Random& random, const GridSize& size, int balls, double largestRadius) {
    Mask mask(static_cast<std::size_t>(size.voxels()));
    const Geometry grid(size, {1, 1, 1});
    for (int ball = 0; ball < balls; ++ball) {
        const double cx = random.uniform(0, static_cast<double>(size.x));
        const double cy = random.uniform(0, static_cast<double>(size.y));
        const double cz = random.uniform(0, static_cast<double>(size.z));
        const double radius = random.uniform(0.5, largestRadius);
        for (VoxelIndex at; at.z < size.z; ++at.z) {
            for (at.y = 0; at.y < size.y; ++at.y) {
                for (at.x = 0; at.x < size.x; ++at.x) {
                    const double distance =
                        std::hypot(static_cast<double>(at.x) - cx, static_cast<double>(at.y) - cy,
                                   static_cast<double>(at.z) - cz);
                    if (distance <= radius) {
                        mask[grid.offset(at)] = 1;
                    }
                }
            }
        }
    }
    return mask;
}

inline GridSize randomSize(Random& random, int largest) {
    return {random.integer(1, largest), random.integer(1, largest), random.integer(1, largest)};
}

/// Any rotation (from a random unit quaternion), half of them mirrored.
inline Matrix3 randomDirection(Random& random) {
    double w = random.normal();
    double x = random.normal();
    double y = random.normal();
    double z = random.normal();
    const double length = std::sqrt(w * w + x * x + y * y + z * z);
    w /= length;
    x /= length;
    y /= length;
    z /= length;
    const double side = random.chance(0.5) ? 1 : -1;
    return {1 - 2 * (y * y + z * z), 2 * (x * y - w * z),     side * 2 * (x * z + w * y),
            2 * (x * y + w * z),     1 - 2 * (x * x + z * z), side * 2 * (y * z - w * x),
            2 * (x * z - w * y),     2 * (y * z + w * x),     side * (1 - 2 * (x * x + y * y))};
}

inline std::array<double, 3> randomSpacing(Random& random) {
    return {random.uniform(0.3, 6), random.uniform(0.3, 6), random.uniform(0.3, 6)};
}

inline Geometry randomGeometry(Random& random, const GridSize& size) {
    const WorldPoint origin{random.uniform(-500, 500), random.uniform(-500, 500),
                            random.uniform(-2000, 2000)};
    return {size, randomSpacing(random), origin, randomDirection(random)};
}

} // namespace laurel
