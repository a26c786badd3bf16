#include "label_plane.h"

#include "plane_samples.h"

#include <algorithm>
#include <cmath>

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

void LabelPlane::readChange(const EditDelta& delta, const GridSize& size, const PlaneLayout& layout,
                            std::int64_t slice) {
    columns_ = layout.columns();
    rows_ = layout.rows();
    layers_.assign(2, std::vector<std::uint16_t>(static_cast<std::size_t>(columns_ * rows_)));
    slice_.reset();
    if (delta.empty()) {
        return;
    }
    for (const DeltaRun& run : delta.layers().front().runs) {
        for (std::int64_t i = 0; i < std::int64_t{run.length}; ++i) {
            const std::int64_t at = static_cast<std::int64_t>(run.offset) + i;
            const VoxelIndex voxel{at % size.x, at / size.x % size.y, at / (size.x * size.y)};
            if (component(voxel, layout.axis()) != slice) {
                continue;
            }
            const QPointF place =
                layout.toPlane({static_cast<double>(voxel.x), static_cast<double>(voxel.y),
                                static_cast<double>(voxel.z)});
            const auto pixel = static_cast<std::size_t>(std::llround(place.y()) * columns_ +
                                                        std::llround(place.x()));
            layers_[run.after == 0 ? 1 : 0][pixel] = run.after == 0 ? 1 : run.after;
        }
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
