#pragma once

#include <nlohmann/json.hpp>

namespace laurel {

/// Of a network of the leg as small as can be.
inline nlohmann::json tinyManifest() {
    return nlohmann::json::parse(R"({
  "format": "laurel-model/1", "id": "tiny", "name": "Tiny", "description": "For tests",
  "license": "Apache-2.0", "min_torch": "1.13",
  "plugin": {"name": "unet2d", "version": "1.0", "hyperparameters": {"widths": [8, 8], "groups": 4}},
  "labels": [
    {"value": 1, "name": "Soleus", "abbreviation": "SOL", "color": "#7480ED", "snomed": ""},
    {"value": 2, "name": "Gastrocnemius medialis", "abbreviation": "GM", "color": "#7DE3F1", "snomed": ""},
    {"value": 3, "name": "Gastrocnemius lateralis", "abbreviation": "GL", "color": "#3EB8FB", "snomed": ""},
    {"value": 4, "name": "Tibialis anterior", "abbreviation": "TA", "color": "#D19D12", "snomed": ""},
    {"value": 5, "name": "Extensor digitorum longus", "abbreviation": "EDL", "color": "#F8D552", "snomed": ""},
    {"value": 6, "name": "Peroneus", "abbreviation": "PER", "color": "#F6819A", "snomed": ""}],
  "input": {"modality": "MR", "orientation": "LPS", "axes": 2, "channels": 1, "spacing_mm": [3, 3],
            "size": [64, 64], "normalisation": {"method": "percentile", "low": 1, "high": 99},
            "laterality": "bilateral-mirrored"},
  "postprocess": {"largest_component": true, "fill_holes": true},
  "training": {"learning_rate": 0.001, "epochs": 5, "batch_size": 5, "loss": "weighted-cross-entropy",
               "min_slices": 5, "augmentation": false}
})");
}

} // namespace laurel
