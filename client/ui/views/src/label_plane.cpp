#include "label_plane.h"

#include "plane_samples.h"

#include <algorithm>

namespace laurel::ui {

void LabelPlane::read(const LabelMap& labels, const PlaneLayout& layout, std::int64_t slice) {
    if (slice_ != slice || layers() != labels.layers()) {
        columns_ = layout.columns();
        rows_ = layout.rows();
        layers_.assign(static_cast<std::size_t>(labels.layers()),
                       std::vector<std::uint16_t>(static_cast<std::size_t>(columns_ * rows_)));
        stale_ = PlaneRect::all(layout);
        slice_ = slice;
    }
    if (!stale_.empty()) {
        copy(labels, layout, slice, stale_);
        stale_ = {};
    }
}

void LabelPlane::touch(const PlaneRect& part) {
    if (part.empty()) {
        return;
    }
    stale_ =
        stale_.empty()
            ? part
            : PlaneRect{std::min(stale_.left, part.left), std::min(stale_.top, part.top),
                        std::max(stale_.right, part.right), std::max(stale_.bottom, part.bottom)};
}

void LabelPlane::copy(const LabelMap& labels, const PlaneLayout& layout, std::int64_t slice,
                      const PlaneRect& part) {
    for (int layer = 0; layer < layers(); ++layer) {
        auto& plane = layers_[static_cast<std::size_t>(layer)];
        forEachSample(labels.layer(layer), layout, slice, part,
                      [&](std::int64_t row, std::int64_t column, std::uint16_t label) {
                          plane[static_cast<std::size_t>(row * columns_ + column)] = label;
                      });
    }
}

} // namespace laurel::ui
