#include "slice_cut.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>

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

Volume thickSlice(const Volume& volume, std::int64_t slice, double width) {
    const Geometry geometry = cutGeometry(volume.geometry(), {slice, slice});
    if (!(width >= 1)) {
        throw Error(ErrorCode::InvalidArgument, "a slice can only be made thicker");
    }
    const auto reach = static_cast<std::int64_t>(std::ceil((width - 1) / 2));
    const std::int64_t end = volume.geometry().size().z - 1;
    std::vector<float> sum(static_cast<std::size_t>(geometry.size().voxels()));
    double total = 0;
    for (std::int64_t z = std::max<std::int64_t>(0, slice - reach);
         z <= std::min(end, slice + reach); ++z) {
        const double distance = std::abs(static_cast<double>(z - slice));
        const double share = std::clamp(width / 2 - (distance - 0.5), 0.0, 1.0);
        const std::vector<float> values = cutSlices(volume, {z, z}).toFloat();
        std::ranges::transform(sum, values, sum.begin(), [share](float a, float b) {
            return a + static_cast<float>(share) * b;
        });
        total += share;
    }
    for (float& value : sum) {
        value /= static_cast<float>(total);
    }
    Volume result(geometry, std::move(sum));
    result.modality = volume.modality;
    result.description = volume.description;
    return result;
}

} // namespace laurel
