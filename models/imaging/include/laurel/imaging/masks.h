#pragma once

#include "laurel/imaging/geometry.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

/// Operations on binary masks and label grids: x fastest, then y, z; a 2-D mask has size.z = 1.
/// Masks hold 0 and not-0. All throw Error InvalidArgument when the span does not fit the size.
namespace laurel {

using Mask = std::vector<std::uint8_t>;
using MaskView = std::span<const std::uint8_t>;

/// Exact Euclidean distance in mm from each voxel centre to the nearest foreground voxel centre
/// (0 inside); infinity everywhere when there is no foreground.
/// Felzenszwalb & Huttenlocher, Theory of Computing 8 (2012) 415–428.
std::vector<float> distanceTransform(MaskView mask, const GridSize& size,
                                     const std::array<double, 3>& spacing);

/// For each voxel the offset of its nearest foreground voxel (of several equally near always the
/// same one); -1 everywhere when there is none. The feature transform of the above.
std::vector<std::int64_t> nearestForeground(MaskView mask, const GridSize& size,
                                            const std::array<double, 3>& spacing);

enum class Connectivity { Faces, FacesEdgesCorners }; ///< 6 or 26 neighbours (4 or 8 in a plane)

struct Components {
    std::vector<std::int32_t>
        labels; ///< 0 = background, else 1..count, by first voxel in memory order
    std::vector<std::int64_t> sizes; ///< voxels of component i at [i - 1]
};
Components connectedComponents(MaskView mask, const GridSize& size,
                               Connectivity connectivity = Connectivity::Faces);

/// Only the largest component (the first of equals); all background when there is none.
Mask keepLargestComponent(MaskView mask, const GridSize& size,
                          Connectivity connectivity = Connectivity::Faces);

/// Background that no path of face neighbours joins to the grid's border becomes foreground. An
/// axis of one voxel has no border, so a plane is filled as a plane.
Mask fillHoles(MaskView mask, const GridSize& size);

/// Morphology with a Euclidean ball of `radius` mm, by the exact distance transform; voxels outside
/// the grid count as background for dilation and as foreground for erosion.
Mask dilate(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing,
            double radius);
Mask erode(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing,
           double radius);
Mask open(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing, double radius);
Mask close(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing,
           double radius);

/// Otsu's threshold (IEEE SMC 9, 1979, 62–66) over 256 equal bins between the finite minimum and
/// maximum; values above it are foreground. It lies half-way between the two classes. The common
/// value when all are equal; 0 when none is finite.
float otsuThreshold(std::span<const float> values);

} // namespace laurel
