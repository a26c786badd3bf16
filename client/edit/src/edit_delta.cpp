#include "laurel/edit/edit_delta.h"

#include "laurel/base/error.h"
#include "voxel_runs.h"

#include <algorithm>
#include <limits>
#include <string>

namespace laurel {

namespace {

/// No label map is larger (see Geometry), so no run may end beyond it.
constexpr std::uint64_t mostVoxels = std::uint64_t{1} << 34;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorCode::InvalidInput, "an edit's difference is malformed: " + why);
}

void requireRuns(const EditDelta::Layer& layer) {
    std::uint64_t end = 0;
    for (const DeltaRun& run : layer.runs) {
        if (run.length == 0 || run.before == run.after) {
            refuse("a run changes nothing");
        }
        if (run.offset < end) {
            refuse("its runs overlap or do not ascend");
        }
        if (run.offset > mostVoxels - run.length) {
            refuse("a run ends beyond the largest grid");
        }
        end = run.offset + run.length;
    }
}

void requireLayers(const std::vector<EditDelta::Layer>& layers) {
    int lowest = 0;
    for (const EditDelta::Layer& layer : layers) {
        if (layer.layer < lowest) {
            refuse("its layers do not ascend from 0");
        }
        if (layer.runs.empty()) {
            refuse("layer " + std::to_string(layer.layer) + " has no run");
        }
        requireRuns(layer);
        if (layer.layer == std::numeric_limits<int>::max()) {
            refuse("there is no such layer");
        }
        lowest = layer.layer + 1;
    }
}

using ValueOf = std::uint16_t DeltaRun::*;

bool holds(std::span<const std::uint16_t> voxels, const DeltaRun& run, ValueOf expected) {
    if (run.offset + run.length > voxels.size()) {
        return false;
    }
    const auto part = voxels.subspan(run.offset, run.length);
    return part.front() == run.*expected && endOfEqual(part, 0, run.length) == run.length;
}

void requirePresent(const LabelMap& labels, const std::vector<EditDelta::Layer>& layers,
                    ValueOf expected) {
    for (const EditDelta::Layer& layer : layers) {
        if (layer.layer >= labels.layers()) {
            throw Error(ErrorCode::InvalidInput,
                        "an edit changed layer " + std::to_string(layer.layer) +
                            ", but the labels have " + std::to_string(labels.layers()));
        }
        const auto voxels = labels.layer(layer.layer);
        for (const DeltaRun& run : layer.runs) {
            if (!holds(voxels, run, expected)) {
                throw Error(ErrorCode::InvalidInput,
                            "the labels are not as the edit left them: voxels from " +
                                std::to_string(run.offset) + " should hold " +
                                std::to_string(run.*expected));
            }
        }
    }
}

void replace(LabelMap& labels, const std::vector<EditDelta::Layer>& layers, ValueOf expected,
             ValueOf wanted) {
    requirePresent(labels, layers, expected);
    for (const EditDelta::Layer& layer : layers) {
        const auto voxels = labels.layer(layer.layer);
        for (const DeltaRun& run : layer.runs) {
            std::fill_n(voxels.data() + run.offset, run.length, run.*wanted);
        }
    }
}

} // namespace

EditDelta::EditDelta(std::vector<Layer> layers) : layers_(std::move(layers)) {
    requireLayers(layers_);
}

std::int64_t EditDelta::voxels() const noexcept {
    std::int64_t sum = 0;
    for (const Layer& layer : layers_) {
        for (const DeltaRun& run : layer.runs) {
            sum += run.length;
        }
    }
    return sum;
}

std::size_t EditDelta::bytes() const noexcept {
    std::size_t sum = layers_.capacity() * sizeof(Layer);
    for (const Layer& layer : layers_) {
        sum += layer.runs.capacity() * sizeof(DeltaRun);
    }
    return sum;
}

VoxelBox EditDelta::box(const GridSize& size) const noexcept {
    VoxelBox box;
    for (const Layer& layer : layers_) {
        for (const DeltaRun& run : layer.runs) {
            box.include(boxOfRun(static_cast<std::int64_t>(run.offset), run.length, size));
        }
    }
    return box;
}

std::vector<std::int64_t> EditDelta::slices(const GridSize& size) const {
    const std::uint64_t inSlice = static_cast<std::uint64_t>(size.x * size.y);
    std::vector<bool> changed(static_cast<std::size_t>(size.z));
    for (const Layer& layer : layers_) {
        for (const DeltaRun& run : layer.runs) {
            const std::uint64_t end = (run.offset + run.length - 1) / inSlice + 1;
            for (std::uint64_t slice = run.offset / inSlice;
                 slice < std::min<std::uint64_t>(end, changed.size()); ++slice) {
                changed[slice] = true;
            }
        }
    }
    std::vector<std::int64_t> slices;
    for (std::int64_t slice = 0; slice < size.z; ++slice) {
        if (changed[slice]) {
            slices.push_back(slice);
        }
    }
    return slices;
}

void EditDelta::undo(LabelMap& labels) const {
    replace(labels, layers_, &DeltaRun::after, &DeltaRun::before);
}

void EditDelta::redo(LabelMap& labels) const {
    replace(labels, layers_, &DeltaRun::before, &DeltaRun::after);
}

} // namespace laurel
