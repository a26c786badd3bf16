#include "laurel/arrays/bundles.h"

#include "array_grid.h"
#include "bundle_file.h"

#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"

#include <cmath>

namespace laurel {

namespace fs = std::filesystem;

namespace {

SampleBuffer inVoxelOrder(const SampleBuffer& samples, const ArrayExtent& extent) {
    return std::visit(
        [&](const auto& all) -> SampleBuffer {
            auto ordered = all;
            forEachSample(
                extent, [&](std::size_t array, std::size_t voxel) { ordered[voxel] = all[array]; });
            return ordered;
        },
        samples);
}

template <typename Sample>
std::vector<Sample> inArrayOrder(const std::vector<Sample>& voxels, const ArrayExtent& extent) {
    std::vector<Sample> ordered(voxels.size());
    forEachSample(extent,
                  [&](std::size_t array, std::size_t voxel) { ordered[array] = voxels[voxel]; });
    return ordered;
}

Rescale readRescale(BundleFile& file) {
    const auto array = file.find("rescale");
    if (!array) {
        return {};
    }
    const std::vector<double> numbers = array->toDoubles();
    if (numbers.size() != 2 || !std::isfinite(numbers[0]) || numbers[0] == 0 ||
        !std::isfinite(numbers[1])) {
        throw Error(ErrorCode::InvalidInput,
                    file.label("rescale") + " must hold a slope other than 0 and an intercept");
    }
    return {numbers[0], numbers[1]};
}

std::vector<std::int64_t> shapeOf(const ArrayExtent& extent) {
    std::vector<std::int64_t> shape{extent.rows, extent.columns, extent.slices};
    if (extent.frames > 1) {
        shape.push_back(extent.frames);
    }
    return shape;
}

Volume rescaled(const Volume& volume) {
    std::vector<float> values;
    for (std::int64_t frame = 0; frame < volume.frames(); ++frame) {
        const std::vector<float> part = volume.toFloat(frame);
        values.insert(values.end(), part.begin(), part.end());
    }
    return Volume(volume.geometry(), std::move(values), volume.frames());
}

} // namespace

Volume makeArrayVolume(const NpyArray& array, const GridArrays& grid,
                       const std::optional<Geometry>& fallback, const Rescale& rescale,
                       const std::string& source) {
    const ArrayExtent extent = extentOf(array, 4, source);
    const Geometry geometry = gridOf(extent, grid, fallback, source);
    return Volume(geometry, toPixels(inVoxelOrder(array.samples, extent), source), extent.frames,
                  rescale);
}

NpyArray volumeArray(const Volume& volume) {
    const GridSize& size = volume.geometry().size();
    const ArrayExtent extent{size.y, size.x, size.z, volume.frames()};
    SampleBuffer samples =
        std::visit([&](const auto& all) -> SampleBuffer { return inArrayOrder(all, extent); },
                   volume.pixels());
    return {shapeOf(extent), std::move(samples), false};
}

Volume readArrayVolume(const fs::path& path, const ReadLimits& limits,
                       const std::optional<Geometry>& geometry) {
    if (hasExtension(path, ".npy")) {
        return makeArrayVolume(readNpy(path, limits), {}, geometry, {}, path.string());
    }
    BundleFile file(path, limits);
    const std::string name = file.contains("data") ? "data" : "image";
    const NpyArray array = file.read(name);
    return makeArrayVolume(array, file.gridArrays(), geometry, readRescale(file), path.string());
}

void writeArrayVolume(const fs::path& path, const Volume& volume) {
    const bool hasRescale = volume.rescale() != Rescale{};
    if (hasExtension(path, ".npy")) {
        writeNpy(path, volumeArray(hasRescale ? rescaled(volume) : volume));
        return;
    }
    std::vector<NamedArray> arrays{{"data", volumeArray(volume)},
                                   {"resolution", resolutionArray(volume.geometry())},
                                   {"affine", affineArray(volume.geometry())}};
    if (hasRescale) {
        const Rescale& rescale = volume.rescale();
        arrays.push_back(
            {"rescale", {{2}, std::vector<double>{rescale.slope, rescale.intercept}, false}});
    }
    writeNpz(path, arrays);
}

} // namespace laurel
