#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/masks.h"

#include <span>
#include <vector>

namespace laurel {

/// Two neighbouring planes of an image on one grid: columns fastest, size.z = 1.
struct PlanePair {
    std::span<const float> from; ///< where the mask is
    std::span<const float> to;   ///< where it should go
    GridSize size;
    std::array<double, 3> spacing{1, 1, 1}; ///< mm
};

struct PlaneRegistrationSettings {
    int levels = 3;      ///< each halves the resolution; 1 to 6
    int iterations = 30; ///< on the coarsest level; half as many on each finer one; 1 to 1000
    /// Gaussian of the displacements; 0.5 to 20. Of 1.5, 3 and 6, three found masks of real slices
    /// again best over gaps of seven.
    double smoothingVoxels = 3;
};

/// Where each voxel of the plane `to` comes from in the plane `from`.
class PlaneDisplacement {
  public:
    PlaneDisplacement(GridSize size, std::vector<float> dx, std::vector<float> dy)
        : size_(size), dx_(std::move(dx)), dy_(std::move(dy)) {}

    /// The mask as the plane `to` would have it. @throws Error InvalidArgument on a wrong size
    Mask moved(MaskView mask) const;

  private:
    GridSize size_;
    std::vector<float> dx_; ///< voxels
    std::vector<float> dy_;
};

/// Non-rigid registration by demons with symmetric forces (Thirion, Medical Image Analysis 2 (1998)
/// 243-260), from coarse to fine. Runs on ITK's threads; `cancel` is polled once per iteration.
/// @throws Error InvalidArgument for settings out of range, planes of another size or not finite
///         values; Cancelled; Internal
PlaneDisplacement registerPlanes(const PlanePair& planes,
                                 const PlaneRegistrationSettings& settings = {},
                                 const CancellationToken& cancel = {});

} // namespace laurel
