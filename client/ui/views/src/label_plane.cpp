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

namespace {

/// Offsets of the voxels of one plane as stretches that follow each other in memory, ascending:
/// begin and end of each.
template <typename Take>
void forEachStretch(const GridSize& size, int axis, std::int64_t slice, const Take& take) {
    const std::int64_t plane = size.x * size.y;
    if (axis == 2) {
        take(slice * plane, (slice + 1) * plane);
        return;
    }
    for (std::int64_t z = 0; z < size.z; ++z) {
        if (axis == 1) {
            take(z * plane + slice * size.x, z * plane + (slice + 1) * size.x);
            continue;
        }
        for (std::int64_t y = 0; y < size.y; ++y) {
            take(z * plane + y * size.x + slice, z * plane + y * size.x + slice + 1);
        }
    }
}

} // namespace

/// Goes through the runs once, whatever they hold besides: a change of a large volume is looked at
/// in every slice that a person scrolls through.
void LabelPlane::readChange(const EditDelta& delta, const GridSize& size, const PlaneLayout& layout,
                            std::int64_t slice) {
    columns_ = layout.columns();
    rows_ = layout.rows();
    layers_.assign(2, std::vector<std::uint16_t>(static_cast<std::size_t>(columns_ * rows_)));
    slice_.reset();
    if (delta.empty()) {
        return;
    }
    const auto note = [&](std::int64_t at, std::uint16_t after) {
        const std::int64_t row = at / size.x % size.y;
        const std::int64_t in = at / (size.x * size.y);
        const QPointF place = layout.toPlane(
            {static_cast<double>(at % size.x), static_cast<double>(row), static_cast<double>(in)});
        const auto pixel =
            static_cast<std::size_t>(std::llround(place.y()) * columns_ + std::llround(place.x()));
        layers_[after == 0 ? 1 : 0][pixel] = after == 0 ? 1 : after;
    };
    const std::vector<DeltaRun>& runs = delta.layers().front().runs;
    auto run = runs.begin();
    const auto endOf = [](const DeltaRun& one) {
        return static_cast<std::int64_t>(one.offset) + one.length;
    };
    forEachStretch(size, layout.axis(), slice, [&](std::int64_t begin, std::int64_t end) {
        while (run != runs.end() && endOf(*run) <= begin) {
            ++run;
        }
        for (auto here = run; here != runs.end() && static_cast<std::int64_t>(here->offset) < end;
             ++here) {
            const std::int64_t last = std::min(end, endOf(*here));
            for (auto at = std::max(begin, static_cast<std::int64_t>(here->offset)); at < last;
                 ++at) {
                note(at, here->after);
            }
        }
    });
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
