#include "slice_cut.h"

#include "laurel/base/error.h"

#include <algorithm>

namespace laurel {

namespace {

Geometry cutGeometry(const Geometry& whole, SliceRange range) {
    GridSize size = whole.size();
    if (range.first < 0 || range.last < range.first || range.last >= size.z) {
        throw Error(ErrorCode::InvalidArgument,
                    "slices " + std::to_string(range.first) + " to " + std::to_string(range.last) +
                        " of an image whose slices are 0 to " + std::to_string(size.z - 1));
    }
    size.z = range.last - range.first + 1;
    return {size, whole.spacing(), whole.toWorld(VoxelIndex{0, 0, range.first}), whole.direction()};
}

std::size_t voxelsBefore(const Geometry& whole, SliceRange range) {
    return static_cast<std::size_t>(whole.size().x * whole.size().y * range.first);
}

} // namespace

Volume cutSlices(const Volume& volume, SliceRange range, std::int64_t frame) {
    const Geometry geometry = cutGeometry(volume.geometry(), range);
    if (frame < 0 || frame >= volume.frames()) {
        throw Error(ErrorCode::InvalidArgument, "frame " + std::to_string(frame) +
                                                    " of an image whose frames are 0 to " +
                                                    std::to_string(volume.frames() - 1));
    }
    const std::size_t begin = static_cast<std::size_t>(volume.geometry().size().voxels() * frame) +
                              voxelsBefore(volume.geometry(), range);
    const auto count = static_cast<std::size_t>(geometry.size().voxels());
    PixelBuffer pixels = std::visit(
        [&](const auto& all) -> PixelBuffer {
            const auto first = all.begin() + static_cast<std::ptrdiff_t>(begin);
            return std::decay_t<decltype(all)>(first, first + static_cast<std::ptrdiff_t>(count));
        },
        volume.pixels());
    Volume result(geometry, std::move(pixels), 1, volume.rescale());
    result.modality = volume.modality;
    result.description = volume.description;
    return result;
}

LabelMap cutSlices(const LabelMap& labels, SliceRange range) {
    const Geometry geometry = cutGeometry(labels.geometry(), range);
    const std::size_t begin = voxelsBefore(labels.geometry(), range);
    const auto count = static_cast<std::size_t>(geometry.size().voxels());
    LabelMap result(geometry, labels.layers());
    for (int layer = 0; layer < labels.layers(); ++layer) {
        std::ranges::copy(labels.layer(layer).subspan(begin, count), result.layer(layer).begin());
    }
    for (const Segment& segment : labels.segments()) {
        result.addSegment(segment);
    }
    return result;
}

} // namespace laurel
