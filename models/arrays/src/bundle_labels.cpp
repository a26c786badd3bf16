#include "laurel/arrays/bundles.h"

#include "array_grid.h"
#include "bundle_file.h"

#include "laurel/arrays/file_names.h"
#include "laurel/arrays/mask_layers.h"
#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view maskPrefix = "mask_";

[[noreturn]] void refuse(const std::string& source, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, source + ": " + problem);
}

bool isMaskName(const std::string& name) {
    return name.starts_with(maskPrefix);
}

bool isReserved(const std::string& name) {
    static constexpr std::array<std::string_view, 8> reserved{
        "data",   "image",        "resolution",   "affine",
        "labels", "label_values", "label_layers", "label_colors"};
    return name == "rescale" || std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

/// The arrays that are masks, in the file's order.
std::vector<std::string> maskNames(const BundleFile& file) {
    const auto& names = file.names();
    const bool prefixed = std::any_of(names.begin(), names.end(), isMaskName);
    std::vector<std::string> masks;
    std::copy_if(
        names.begin(), names.end(), std::back_inserter(masks),
        [&](const std::string& name) { return prefixed ? isMaskName(name) : !isReserved(name); });
    return masks;
}

/// Voxel offsets of a mask's foreground.
std::vector<std::size_t> foregroundOf(const NpyArray& mask, const ArrayExtent& extent,
                                      const std::string& source) {
    std::vector<std::size_t> inside;
    std::visit(
        [&]<typename Sample>(const std::vector<Sample>& samples) {
            Sample value = 0;
            forEachSample(extent, [&](std::size_t array, std::size_t voxel) {
                const Sample sample = samples[array];
                if (sample == 0) {
                    return;
                }
                if (value == 0) {
                    value = sample;
                }
                if (sample != value) {
                    refuse(source, "a mask holds 0 and one other value, not several");
                }
                inside.push_back(voxel);
            });
        },
        mask.samples);
    return inside;
}

/// What writeArrayLabels says of the segments beside their masks.
struct SegmentNumbers {
    std::vector<double> values;
    std::vector<double> layers;
    std::vector<double> colors;
};

std::vector<double> readNumbers(BundleFile& file, const std::string& name, std::size_t count,
                                double least, double most) {
    const auto array = file.find(name);
    if (!array) {
        return {};
    }
    std::vector<double> numbers = array->toDoubles();
    const bool valid =
        numbers.size() == count && std::all_of(numbers.begin(), numbers.end(), [&](double number) {
            return number >= least && number <= most &&
                   number == static_cast<double>(static_cast<int>(number));
        });
    if (!valid) {
        refuse(file.label(name), "must hold " + std::to_string(count) + " whole numbers from " +
                                     std::to_string(static_cast<int>(least)) + " to " +
                                     std::to_string(static_cast<int>(most)));
    }
    return numbers;
}

SegmentNumbers readSegmentNumbers(BundleFile& file, std::size_t masks) {
    // No layer without a mask: the masks' bytes bound what the layers take.
    const auto lastLayer = static_cast<double>(masks - 1);
    return {readNumbers(file, "label_values", masks, 1, 65535),
            readNumbers(file, "label_layers", masks, 0, lastLayer),
            readNumbers(file, "label_colors", 3 * masks, 0, 255)};
}

Segment describe(const std::string& array, std::size_t number, const SegmentNumbers& numbers) {
    Segment segment;
    segment.name = isMaskName(array) ? array.substr(maskPrefix.size()) : array;
    segment.value = static_cast<std::uint16_t>(
        numbers.values.empty() ? static_cast<double>(number + 1) : numbers.values[number]);
    segment.color = defaultColor(segment.value);
    if (!numbers.colors.empty()) {
        const auto part = [&](std::size_t i) {
            return static_cast<std::uint8_t>(numbers.colors[3 * number + i]);
        };
        segment.color = {part(0), part(1), part(2)};
    }
    return segment;
}

void addMask(LabelMap& labels, Segment segment, const std::vector<std::size_t>& inside,
             std::optional<int> layer, const std::string& source) {
    if (segment.name.empty()) {
        refuse(source, "the mask has no name");
    }
    if (layer) {
        while (labels.layers() <= *layer) {
            labels.addLayer();
        }
        if (!isFree(labels, *layer, inside)) {
            refuse(source, "overlaps another mask of its layer");
        }
    }
    segment.layer = layer ? *layer : firstFreeLayer(labels, inside);
    if (labels.find(segment.layer, segment.value) != nullptr) {
        refuse(source, "label_values repeats " + std::to_string(segment.value));
    }
    const auto voxels = labels.layer(segment.layer);
    for (const std::size_t voxel : inside) {
        voxels[voxel] = segment.value;
    }
    labels.addSegment(std::move(segment));
}

LabelMap readMasks(BundleFile& file, const std::vector<std::string>& names,
                   const std::optional<Geometry>& geometry, const std::string& path) {
    const SegmentNumbers numbers = readSegmentNumbers(file, names.size());
    std::optional<LabelMap> labels;
    ArrayExtent extent;
    for (std::size_t number = 0; number < names.size(); ++number) {
        const std::string source = file.label(names[number]);
        const NpyArray mask = file.read(names[number]);
        const ArrayExtent own = extentOf(mask, 3, source);
        if (!labels) {
            extent = own;
            labels.emplace(gridOf(extent, file.gridArrays(), geometry, path));
        }
        if (own != extent) {
            refuse(source, "its shape differs from that of " + quotedForMessage(names.front()));
        }
        addMask(*labels, describe(names[number], number, numbers),
                foregroundOf(mask, extent, source),
                numbers.layers.empty() ? std::nullopt
                                       : std::optional(static_cast<int>(numbers.layers[number])),
                source);
    }
    return std::move(*labels);
}

NpyArray maskArray(const LabelMap& labels, const Segment& segment) {
    const GridSize& size = labels.geometry().size();
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(size.voxels()));
    const auto voxels = labels.layer(segment.layer);
    forEachSample({size.y, size.x, size.z, 1}, [&](std::size_t array, std::size_t voxel) {
        mask[array] = voxels[voxel] == segment.value ? 1 : 0;
    });
    return {{size.y, size.x, size.z}, std::move(mask), false};
}

/// Numbers of the layers that have segments, in order.
std::vector<int> usedLayers(const LabelMap& labels) {
    std::set<int> used;
    for (const Segment& segment : labels.segments()) {
        used.insert(segment.layer);
    }
    return {used.begin(), used.end()};
}

std::vector<NamedArray> maskArrays(LabelMap labels) {
    labels.nameUnlabelled();
    const std::vector<int> used = usedLayers(labels);
    std::vector<NamedArray> arrays;
    std::vector<std::uint16_t> values;
    std::vector<std::uint16_t> layers;
    std::vector<std::uint8_t> colors;
    for (const Segment& segment : labels.segments()) {
        arrays.push_back({std::string(maskPrefix) + segment.name, maskArray(labels, segment)});
        values.push_back(segment.value);
        const auto layer = std::lower_bound(used.begin(), used.end(), segment.layer);
        layers.push_back(static_cast<std::uint16_t>(layer - used.begin()));
        colors.insert(colors.end(), {segment.color.red, segment.color.green, segment.color.blue});
    }
    const auto count = static_cast<std::int64_t>(values.size());
    arrays.push_back({"label_values", {{count}, std::move(values), false}});
    arrays.push_back({"label_layers", {{count}, std::move(layers), false}});
    arrays.push_back({"label_colors", {{count, 3}, std::move(colors), false}});
    arrays.push_back({"resolution", resolutionArray(labels.geometry())});
    arrays.push_back({"affine", affineArray(labels.geometry())});
    return arrays;
}

} // namespace

LabelMap readArrayLabels(const fs::path& path, const ReadLimits& limits,
                         const std::optional<Geometry>& geometry) {
    if (hasExtension(path, ".npy")) {
        return toLabelMap(readArrayVolume(path, limits, geometry), path.string());
    }
    BundleFile file(path, limits);
    const std::vector<std::string> names = maskNames(file);
    if (!names.empty()) {
        return readMasks(file, names, geometry, path.string());
    }
    if (!file.contains("labels")) {
        refuse(path.string(), "holds no masks and no array \"labels\"");
    }
    return toLabelMap(
        makeArrayVolume(file.read("labels"), file.gridArrays(), geometry, {}, path.string()),
        path.string());
}

void writeArrayLabels(const fs::path& path, const LabelMap& labels) {
    if (hasExtension(path, ".npy")) {
        if (labels.layers() > 1) {
            throw Error(ErrorCode::InvalidArgument, path.string() +
                                                        ": a .npy holds one layer, not " +
                                                        std::to_string(labels.layers()));
        }
        writeArrayVolume(path, toVolume(labels));
        return;
    }
    if (labels.segments().empty()) {
        writeNpz(path, {{"labels", volumeArray(toVolume(labels))},
                        {"resolution", resolutionArray(labels.geometry())},
                        {"affine", affineArray(labels.geometry())}});
        return;
    }
    writeNpz(path, maskArrays(labels));
}

} // namespace laurel
