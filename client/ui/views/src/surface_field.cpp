#include "surface_field.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr double finestMm = 0.8;
constexpr double mostPlaces = 4e6;
constexpr int margin = 3; ///< places around the box, so that smoothing ends within the grid

std::array<std::int64_t, 3> asArray(const VoxelIndex& index) {
    return {index.x, index.y, index.z};
}

/// Of one axis: between which voxels a place lies, and how far from the first.
struct SurfaceTap {
    std::int64_t first = 0;
    double part = 0;
};

std::vector<SurfaceTap> tapsAlong(const SurfaceField& field, std::size_t axis) {
    std::vector<SurfaceTap> taps;
    for (int i = 0; i < field.count[axis]; ++i) {
        const double at = field.start[axis] + i * field.step[axis];
        const double low = std::floor(at);
        taps.push_back({static_cast<std::int64_t>(low), at - low});
    }
    return taps;
}

/// The segment's voxels as ones, and zeros also outside the image.
class SurfaceSource {
  public:
    SurfaceSource(const LabelMap& labels, const Segment& segment)
        : values_(labels.layer(segment.layer)), size_(labels.geometry().size()),
          value_(segment.value) {}

    double at(std::int64_t x, std::int64_t y, std::int64_t z) const {
        const bool inside = x >= 0 && y >= 0 && z >= 0 && x < size_.x && y < size_.y && z < size_.z;
        return inside &&
                       values_[static_cast<std::size_t>((z * size_.y + y) * size_.x + x)] == value_
                   ? 1.0
                   : 0.0;
    }
    double between(const SurfaceTap& x, const SurfaceTap& y, const SurfaceTap& z) const {
        const auto alongX = [&](std::int64_t row, std::int64_t slice) {
            return (1 - x.part) * at(x.first, row, slice) + x.part * at(x.first + 1, row, slice);
        };
        const auto inSlice = [&](std::int64_t slice) {
            return (1 - y.part) * alongX(y.first, slice) + y.part * alongX(y.first + 1, slice);
        };
        return (1 - z.part) * inSlice(z.first) + z.part * inSlice(z.first + 1);
    }

  private:
    std::span<const std::uint16_t> values_;
    GridSize size_;
    std::uint16_t value_;
};

void smoothAlong(SurfaceField& field, std::size_t axis) {
    const std::array<std::size_t, 3> strides{1, field.offset(0, 1, 0), field.offset(0, 0, 1)};
    const std::size_t stride = strides[axis];
    const auto length = static_cast<std::size_t>(field.count[axis]);
    const std::size_t lines = field.values.size() / length;
    std::vector<float> line(length);
    for (std::size_t i = 0; i < lines; ++i) {
        const std::size_t first = i / stride * stride * length + i % stride;
        for (std::size_t at = 0; at < length; ++at) {
            line[at] = field.values[first + at * stride];
        }
        for (std::size_t at = 1; at + 1 < length; ++at) {
            field.values[first + at * stride] =
                0.25F * line[at - 1] + 0.5F * line[at] + 0.25F * line[at + 1];
        }
    }
}

bool isInsideNear(const SurfaceField& field, int x, int y, int z) {
    for (int place = 0; place < 27; ++place) {
        const auto at = field.offset(x + place % 3 - 1, y + place / 3 % 3 - 1, z + place / 9 - 1);
        if (field.values[at] >= 0.5F) {
            return true;
        }
    }
    return false;
}

/// Where smoothing left nothing of a voxel, one place stands for it.
void keepGrains(SurfaceField& field, const SurfaceSource& source, const VoxelBox& box) {
    const auto placeOf = [&](std::int64_t index, std::size_t axis) {
        const double at = (static_cast<double>(index) - field.start[axis]) / field.step[axis];
        return std::clamp(static_cast<int>(std::lround(at)), 1, field.count[axis] - 2);
    };
    for (std::int64_t z = box.low.z; z <= box.high.z; ++z) {
        for (std::int64_t y = box.low.y; y <= box.high.y; ++y) {
            for (std::int64_t x = box.low.x; x <= box.high.x; ++x) {
                if (source.at(x, y, z) == 0) {
                    continue;
                }
                const int column = placeOf(x, 0);
                const int row = placeOf(y, 1);
                const int slice = placeOf(z, 2);
                if (!isInsideNear(field, column, row, slice)) {
                    field.values[field.offset(column, row, slice)] = 1;
                }
            }
        }
    }
}

} // namespace

std::vector<VoxelBox> boxesOfSegments(const LabelMap& labels, const CancellationToken& cancel) {
    const GridSize& size = labels.geometry().size();
    std::vector<VoxelBox> boxes(labels.segments().size());
    for (int layer = 0; layer < labels.layers(); ++layer) {
        std::vector<int> segmentOf(65536, -1);
        for (std::size_t i = 0; i < labels.segments().size(); ++i) {
            if (labels.segments()[i].layer == layer) {
                segmentOf[labels.segments()[i].value] = static_cast<int>(i);
            }
        }
        const auto values = labels.layer(layer);
        std::size_t at = 0;
        for (std::int64_t z = 0; z < size.z; ++z) {
            cancel.throwIfCancelled();
            for (std::int64_t y = 0; y < size.y; ++y) {
                for (std::int64_t x = 0; x < size.x; ++x, ++at) {
                    if (values[at] != 0 && segmentOf[values[at]] >= 0) {
                        boxes[static_cast<std::size_t>(segmentOf[values[at]])].include(
                            VoxelIndex{x, y, z});
                    }
                }
            }
        }
    }
    return boxes;
}

double surfaceStep(const LabelMap& labels, const std::vector<VoxelBox>& boxes) {
    const auto& spacing = labels.geometry().spacing();
    double volume = 0;
    for (const VoxelBox& box : boxes) {
        if (!box.empty()) {
            volume += static_cast<double>(box.high.x - box.low.x + 1) * spacing[0] *
                      static_cast<double>(box.high.y - box.low.y + 1) * spacing[1] *
                      static_cast<double>(box.high.z - box.low.z + 1) * spacing[2];
        }
    }
    const double finest = std::max(finestMm, *std::ranges::min_element(spacing));
    return std::max(finest, std::cbrt(volume / mostPlaces));
}

SurfaceField surfaceField(const LabelMap& labels, const Segment& segment, const VoxelBox& box,
                          double step) {
    SurfaceField field;
    const auto low = asArray(box.low);
    const auto high = asArray(box.high);
    std::size_t places = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        field.step[axis] = step / labels.geometry().spacing()[axis];
        const double length = static_cast<double>(high[axis] - low[axis] + 1) / field.step[axis];
        field.count[axis] = static_cast<int>(std::ceil(length)) + 2 * margin + 1;
        field.start[axis] = static_cast<double>(low[axis]) - 0.5 - margin * field.step[axis];
        places *= static_cast<std::size_t>(field.count[axis]);
    }
    const auto columns = tapsAlong(field, 0);
    const auto rows = tapsAlong(field, 1);
    const auto slices = tapsAlong(field, 2);
    const SurfaceSource source(labels, segment);
    field.values.reserve(places);
    for (const SurfaceTap& slice : slices) {
        for (const SurfaceTap& row : rows) {
            for (const SurfaceTap& column : columns) {
                field.values.push_back(static_cast<float>(source.between(column, row, slice)));
            }
        }
    }
    for (int pass = 0; pass < 2; ++pass) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            smoothAlong(field, axis);
        }
    }
    keepGrains(field, source, box);
    return field;
}

} // namespace laurel::ui
