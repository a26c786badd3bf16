#include "laurel/base/error.h"
#include "laurel/training/augmentation.h"

#include <algorithm>

namespace laurel {

namespace {

/// "Soleus_L" → "Soleus_R" and the other way round; others as they are.
std::string otherSide(const std::string& name) {
    if (name.ends_with("_L")) {
        return name.substr(0, name.size() - 1) + "R";
    }
    return name.ends_with("_R") ? name.substr(0, name.size() - 1) + "L" : name;
}

template <typename Value>
void reverseRows(std::vector<Value>& values, PlaneSize size) {
    for (auto row = values.begin(); row != values.end(); row += size.columns) {
        std::reverse(row, row + size.columns);
    }
}

} // namespace

std::vector<std::uint16_t> mirroredChannels(const ModelManifest& manifest) {
    if (manifest.input.laterality != Laterality::None) {
        throw Error(ErrorCode::InvalidArgument,
                    "augmentation: flips are for models that see both sides at once (laterality "
                    "none); the planes of model " +
                        manifest.id + " show one side, whose mirror image does not exist");
    }
    std::vector<std::uint16_t> mirrored{0};
    for (const ModelLabel& label : manifest.labels) {
        const auto other =
            std::ranges::find(manifest.labels, otherSide(label.name), &ModelLabel::name);
        if (other == manifest.labels.end()) {
            throw Error(ErrorCode::InvalidArgument,
                        "augmentation: flips need label '" + otherSide(label.name) + "' in model " +
                            manifest.id + ", which has '" + label.name + "'");
        }
        mirrored.push_back(other->value);
    }
    return mirrored;
}

void flipSides(TrainingPlane& plane, const std::vector<std::uint16_t>& mirrored) {
    reverseRows(plane.image, plane.size);
    reverseRows(plane.labels, plane.size);
    reverseRows(plane.body, plane.size);
    if (!plane.border.empty()) {
        reverseRows(plane.border, plane.size);
    }
    for (std::uint16_t& label : plane.labels) {
        label = label < mirrored.size() ? mirrored[label] : label; // ignoredLabel stays
    }
}

} // namespace laurel
