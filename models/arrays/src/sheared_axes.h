#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <array>

namespace laurel {

/// A grid whose axes need not be perpendicular: index to LPS mm, row-major 3×4.
struct ShearedAxes {
    GridSize size;
    std::array<double, 12> affine{};
};

/// Whether two of the axes are further from perpendicular than a Geometry takes (cosine 1e-3).
/// Axes without length or not finite are not called sheared.
bool isSheared(const ShearedAxes& axes);

/// The upright grid that holds all voxels: first axis and slice planes are kept, rows and slices
/// have the distance they have at right angles.
/// @throws Error InvalidInput where the axes lie in a plane or a step is not 1e-4 to 1e4 mm, or as
/// Geometry
Geometry uprightGrid(const ShearedAxes& axes);

/// The samples of a volume of these axes, trilinear, as F32; its least value outside. The volume's
/// own geometry says the size alone.
Volume resampleUpright(const Volume& volume, const ShearedAxes& axes);
/// The nearest voxel; background outside.
LabelMap resampleUpright(const LabelMap& labels, const ShearedAxes& axes);

} // namespace laurel
