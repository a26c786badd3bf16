#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace laurel {

/// A whole case as a network for volumes sees it: in canonical orientation, at the manifest's
/// spacing, intensities normalised by what stands out from air. Immutable; thread-safe.
class PreparedVolume final : public PreparedImage {
  public:
    /// @param image     the case's own grid; `canonical` the same voxels in canonical orientation
    /// @param grid      of `values`
    PreparedVolume(const ModelInput& input, const Geometry& image, const Geometry& canonical,
                   const Geometry& grid, std::vector<float> values);

    const ModelInput& input() const noexcept override { return input_; }
    /// Windows that the network will see.
    std::size_t planes() const noexcept override;
    std::size_t bytes() const noexcept override;

    const Geometry& imageGeometry() const noexcept { return image_; }
    const Geometry& canonicalGeometry() const noexcept { return canonical_; }
    const Geometry& grid() const noexcept { return grid_; }
    /// Of `grid`, x fastest.
    const std::vector<float>& values() const noexcept { return values_; }
    /// The network's window, x fastest: the manifest's size.
    GridSize window() const noexcept { return {input_.size[2], input_.size[1], input_.size[0]}; }

  private:
    ModelInput input_;
    Geometry image_;
    Geometry canonical_;
    Geometry grid_;
    std::vector<float> values_;
};

/// @throws Error LimitExceeded when the image has more than 2^28 voxels at the model's spacing,
///         Cancelled; Unsupported as withoutBias
std::shared_ptr<const PreparedVolume> prepareVolume(const ModelInput& input, const Volume& image,
                                                    std::int64_t frame,
                                                    const CancellationToken& cancel);

/// Where windows of `window` voxels begin along an axis of `extent`: from 0, half a window apart,
/// the last one flush with the end; only 0 where one window holds all.
std::vector<std::int64_t> windowStarts(std::int64_t extent, std::int64_t window);

} // namespace laurel
