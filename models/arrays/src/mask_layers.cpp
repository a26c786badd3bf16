#include "laurel/arrays/mask_layers.h"

#include <algorithm>

namespace laurel {

bool isFree(const LabelMap& labels, int layer, std::span<const std::size_t> inside) {
    const auto voxels = labels.layer(layer);
    return std::all_of(inside.begin(), inside.end(),
                       [&](std::size_t voxel) { return voxels[voxel] == 0; });
}

int firstFreeLayer(LabelMap& labels, std::span<const std::size_t> inside, std::uint16_t value) {
    for (int layer = 0; layer < labels.layers(); ++layer) {
        if (labels.find(layer, value) == nullptr && isFree(labels, layer, inside)) {
            return layer;
        }
    }
    return labels.addLayer();
}

} // namespace laurel
