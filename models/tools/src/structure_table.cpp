#include "structure_table.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 3> sparseNames{"Background", "Undefined", "Uncertain"};

std::vector<std::string> segmentsOf(const ModelManifest& manifest) {
    const bool sided = manifest.input.laterality == Laterality::BilateralMirrored;
    std::vector<std::string> segments;
    for (const ModelLabel& label : manifest.labels) {
        for (const char* side : sided ? std::vector{"_R", "_L"} : std::vector{""}) {
            segments.push_back(label.name + side);
        }
    }
    return segments;
}

/// "Soleus_L" → {"Soleus", "_L"}; no side: the whole name and nothing.
std::pair<std::string, std::string> splitSide(const std::string& name) {
    constexpr std::size_t sideLength = 2;
    if (name.ends_with("_L") || name.ends_with("_R")) {
        return {name.substr(0, name.size() - sideLength), name.substr(name.size() - sideLength)};
    }
    return {name, ""};
}

/// Structures of a file that become one segment.
struct Target {
    std::string name;
    std::vector<Segment> sources;
};

std::vector<std::uint8_t> unionOf(const LabelMap& labels, const std::vector<Segment>& sources) {
    std::vector<std::uint8_t> mask = labels.mask(sources.front());
    for (std::size_t i = 1; i < sources.size(); ++i) {
        const std::vector<std::uint8_t> more = labels.mask(sources[i]);
        std::ranges::transform(mask, more, mask.begin(),
                               [](std::uint8_t a, std::uint8_t b) { return a | b; });
    }
    return mask;
}

bool isFree(std::span<const std::uint16_t> layer, const std::vector<std::uint8_t>& mask) {
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != 0 && layer[i] != 0) {
            return false;
        }
    }
    return true;
}

/// Writes the mask into the first layer where it covers nothing.
void place(LabelMap& labels, const std::string& name, const std::vector<std::uint8_t>& mask) {
    int layer = 0;
    while (layer < labels.layers() && !isFree(labels.layer(layer), mask)) {
        ++layer;
    }
    if (layer == labels.layers()) {
        labels.addLayer();
    }
    Segment segment;
    segment.name = name;
    segment.value = static_cast<std::uint16_t>(labels.segments().size() + 1);
    segment.layer = layer;
    const std::span<std::uint16_t> voxels = labels.layer(layer);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != 0) {
            voxels[i] = segment.value;
        }
    }
    labels.addSegment(segment);
}

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

[[noreturn]] void failNotFound(const std::string& where, const std::string& what,
                               const std::string& use) {
    throw Error(ErrorCode::InvalidInput,
                where + ": no label file has " + what + ", which the configuration " + use);
}

} // namespace

bool isSparseAnnotation(const std::string& segment) {
    return std::ranges::find(sparseNames, segment) != sparseNames.end();
}

StructureTable::StructureTable(const StructureNames& names, const ModelManifest& manifest)
    : names_(names), segments_(segmentsOf(manifest)),
      sided_(manifest.input.laterality == Laterality::BilateralMirrored), modelId_(manifest.id) {
    for (const auto& [value, target] : names_.byValue) {
        requireKnown(target);
    }
    for (const auto& [name, target] : names_.byName) {
        const bool sideFollows = sided_ && splitSide(target).second.empty();
        requireKnown(sideFollows && !isSparseAnnotation(target) ? target + "_R" : target);
    }
}

void StructureTable::requireKnown(const std::string& target) const {
    if (!isSparseAnnotation(target) && std::ranges::find(segments_, target) == segments_.end()) {
        throw Error(ErrorCode::InvalidInput, "names: model " + modelId_ + " has no structure " +
                                                 quotedForMessage(target) + "; it has " +
                                                 listed(segments_));
    }
}

std::string StructureTable::targetByName(const std::string& name) {
    if (const auto whole = names_.byName.find(name); whole != names_.byName.end()) {
        foundNames_.insert(name);
        return whole->second;
    }
    const auto [stem, side] = splitSide(name);
    if (const auto found = names_.byName.find(stem); found != names_.byName.end()) {
        foundNames_.insert(stem);
        return found->second + side;
    }
    return name;
}

std::string StructureTable::targetOf(const Segment& segment) {
    if (const auto found = names_.byValue.find(segment.value); found != names_.byValue.end()) {
        foundValues_.insert(segment.value);
        return found->second;
    }
    const std::string target = targetByName(segment.name);
    const bool known =
        isSparseAnnotation(target) || std::ranges::find(segments_, target) != segments_.end();
    return known ? target : "";
}

LabelMap StructureTable::apply(const LabelMap& labels, const std::string& file) {
    LabelMap named = labels;
    named.nameUnlabelled();
    std::vector<Target> targets;
    for (const Segment& segment : named.segments()) {
        const std::string name = targetOf(segment);
        if (name.empty()) {
            continue;
        }
        auto found = std::ranges::find(targets, name, &Target::name);
        if (found == targets.end()) {
            found = targets.insert(targets.end(), Target{name, {}});
        }
        found->sources.push_back(segment);
    }
    LabelMap result(labels.geometry());
    for (const Target& target : targets) {
        place(result, target.name, unionOf(named, target.sources));
    }
    const bool showsModel = std::ranges::any_of(
        targets, [](const Target& target) { return !isSparseAnnotation(target.name); });
    if (!showsModel) {
        throw Error(ErrorCode::InvalidInput, file + ": has no structure of model " + modelId_ +
                                                 ", which has " + listed(segments_));
    }
    return result;
}

void StructureTable::requireAllFound(const std::string& where) const {
    for (const auto& [value, target] : names_.byValue) {
        if (!foundValues_.contains(value)) {
            failNotFound(where, "the value " + std::to_string(value), "names '" + target + "'");
        }
    }
    for (const auto& [name, target] : names_.byName) {
        if (!foundNames_.contains(name)) {
            failNotFound(where, "a structure named '" + name + "'", "renames");
        }
    }
}

} // namespace laurel
