#pragma once

#include "laurel/engine/engine.h"
#include "plane_stack.h"

#include <optional>

namespace laurel {

/// What a Preprocessor made of a whole case, kept. Of a single limb whose side the network has yet
/// to decide, both readings are kept.
class PreparedPlanes final : public PreparedImage {
  public:
    /// @param image the case's own grid, from which `prepared` was made as `input` says
    PreparedPlanes(const ModelInput& input, const Geometry& image, const PreparedCase& prepared,
                   const CancellationToken& cancel);

    const ModelInput& input() const noexcept override { return input_; }
    std::size_t planes() const noexcept override { return asGuessed_.placements.size(); }
    std::size_t bytes() const noexcept override;

    const Geometry& imageGeometry() const noexcept { return image_; }
    const PlaneStack& asGuessed() const noexcept { return asGuessed_; }
    /// Null where the sides are certain.
    const PlaneStack* asOtherSide() const noexcept { return other_ ? &*other_ : nullptr; }

  private:
    ModelInput input_;
    Geometry image_;
    PlaneStack asGuessed_;
    std::optional<PlaneStack> other_;
};

} // namespace laurel
