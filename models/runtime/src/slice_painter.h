#pragma once

#include "laurel/engine/engine.h"
#include "laurel/runtime/postprocessor.h"
#include "laurel/runtime/stopwatch.h"
#include "plane_stack.h"

#include <optional>
#include <vector>

namespace laurel {

/// Paints planes into a label map in their order and tells when a slice has all of its own.
class SlicePainter {
  public:
    /// @param stack, postprocessor, options outlive this object @param image the case's own grid
    SlicePainter(const Postprocessor& postprocessor, const PlaneStack& stack, const Geometry& image,
                 const SegmentOptions& options);

    /// @param index of the plane; each one once, in ascending order
    void paint(std::size_t index, std::span<const float> probabilities);

    /// From construction; none while no slice has its labels.
    std::optional<double> secondsToFirstSlice() const noexcept { return firstSlice_; }
    /// On the canonical grid. Once.
    LabelMap takeLabels() { return std::move(labels_); }

  private:
    void show(std::int64_t canonicalSlice);

    const Postprocessor& postprocessor_;
    const PlaneStack& stack_;
    Geometry image_;
    const SegmentOptions& options_;
    LabelMap labels_;
    std::optional<std::vector<std::int64_t>> fileSlices_; ///< of each canonical slice
    Stopwatch watch_;
    std::optional<double> firstSlice_;
};

} // namespace laurel
