#pragma once

#include "laurel/package/model_package.h"

#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

inline ModelManifest tinyManifest(const std::string& id = "tiny") {
    ModelManifest manifest;
    manifest.id = id;
    manifest.name = "A tiny model";
    manifest.description = "For tests";
    manifest.license = "Apache-2.0";
    manifest.plugin = {"unet2d", "1.0", nlohmann::json::object()};
    manifest.labels = {{1, "Soleus", "SOL", {10, 20, 30}, ""}};
    manifest.input.modality = "MR";
    manifest.input.spacingMm = {1.0, 1.0};
    manifest.input.size = {32, 32};
    return manifest;
}

/// Writes a valid package of one weight tensor whose values begin with `value`, which so makes the
/// package's bytes its own.
inline void writeTinyPackage(const std::filesystem::path& folder, float value,
                             const std::string& id = "tiny", std::int64_t count = 64) {
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = value + static_cast<float>(i);
    }
    StateDict weights;
    weights.add("layer.weight", Tensor::fromFloats({count}, std::move(values)));
    ModelPackage::create(folder, tinyManifest(id), weights);
}

} // namespace laurel
