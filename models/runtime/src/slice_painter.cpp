#include "slice_painter.h"

#include "laurel/imaging/orientation.h"
#include "slices.h"

#include <algorithm>

namespace laurel {

SlicePainter::SlicePainter(const Postprocessor& postprocessor, const PlaneStack& stack,
                           const Geometry& image, const SegmentOptions& options)
    : postprocessor_(postprocessor), stack_(stack), image_(image), options_(options),
      labels_(postprocessor.blank(stack.geometry)),
      fileSlices_(fileSlices(image, Orientation::of(stack.geometry.direction()))) {}

void SlicePainter::paint(std::size_t index, std::span<const float> probabilities) {
    const PlanePlacement& placement = stack_.placements[index];
    postprocessor_.paint(labels_, placement, stack_.planeSize, probabilities);
    const bool isLastOfSlice = index + 1 == stack_.placements.size() ||
                               stack_.placements[index + 1].slice != placement.slice;
    if (!isLastOfSlice) {
        return;
    }
    if (!firstSlice_) {
        firstSlice_ = watch_.lap();
    }
    if (options_.onSlice && fileSlices_) {
        show(placement.slice);
    }
}

/// The one slice as a label map of its own, so that it turns into the case's orientation as the
/// whole will.
void SlicePainter::show(std::int64_t canonicalSlice) {
    const Geometry& whole = labels_.geometry();
    const GridSize size{whole.size().x, whole.size().y, 1};
    const Geometry flat(size, whole.spacing(), whole.origin(), whole.direction());
    const auto pixels = static_cast<std::size_t>(size.x * size.y);
    const auto own = std::as_const(labels_).layer(0).subspan(
        pixels * static_cast<std::size_t>(canonicalSlice), pixels);
    const LabelMap slice(flat, std::vector<std::uint16_t>(own.begin(), own.end()));
    const LabelMap turned = reorient(slice, Orientation::of(image_.direction()));
    const auto labels = turned.layer(0);
    options_.onSlice({(*fileSlices_)[static_cast<std::size_t>(canonicalSlice)],
                      std::vector<std::uint16_t>(labels.begin(), labels.end())});
}

} // namespace laurel
