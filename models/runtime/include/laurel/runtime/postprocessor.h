#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"
#include "laurel/package/manifest.h"
#include "laurel/runtime/preprocessor.h"

#include <optional>
#include <span>

namespace laurel {

/// From the network's probabilities back to the case's own grid. Immutable; thread-safe.
///
/// Probabilities, not labels, are resampled (bilinear, averaged where the case's pixels are
/// larger), and the greatest wins there, so that edges do not show the network's pixels.
class Postprocessor {
  public:
    explicit Postprocessor(const ModelManifest& manifest);

    /// Background on the canonical grid, with the model's segments: values 1 to n, and with
    /// laterality bilateral-mirrored 1 to n for the right limb and n + 1 to 2n for the left.
    LabelMap blank(const Geometry& canonical) const;

    /// Writes one plane into its slice.
    /// @param probabilities classes × rows × columns of the plane
    void paint(LabelMap& canonical, const PlanePlacement& placement, PlaneSize planeSize,
               std::span<const float> probabilities) const;

    /// The manifest's `postprocess` (largest component in 3-D per label and side; holes slice by
    /// slice), then the case's own orientation; slices outside `slices` become background.
    /// @throws Error Cancelled: within one label, or one slice of one
    LabelMap finish(LabelMap canonical, const Geometry& caseGeometry,
                    const std::optional<SliceRange>& slices, const CancellationToken& cancel) const;

  private:
    std::vector<ModelLabel> labels_;
    ModelPostprocess settings_;
    Laterality laterality_;
};

} // namespace laurel
