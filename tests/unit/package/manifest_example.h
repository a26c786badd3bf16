#pragma once

#include "laurel/package/manifest.h"

#include <nlohmann/json.hpp>
#include <string>

namespace laurel {

/// A manifest with every field given, each different from its default.
inline nlohmann::json exampleManifestJson() {
    return nlohmann::json::parse(R"({
        "format": "laurel-model/1",
        "id": "thigh_3-b",
        "name": "Thigh muscles",
        "description": "Two of them, for é tests",
        "license": "Apache-2.0",
        "min_torch": "2.0.1",
        "plugin": {"name": "unet2d", "version": "1.2", "hyperparameters": {"width": 16, "levels": [1, 2]}},
        "labels": [
            {"value": 1, "name": "Rectus femoris", "abbreviation": "RF", "color": "#0A0B0C", "snomed": "113833003"},
            {"value": 2, "name": "Gracilis", "abbreviation": "GRA", "color": "#fFfE00", "snomed": ""}],
        "input": {"modality": "CT", "orientation": "RAI", "axes": 3, "channels": 2,
                  "spacing_mm": [5, 1.25, 0.9375], "size": [16, 160, 1024],
                  "normalisation": {"method": "percentile", "low": 0.5, "high": 99.5, "bias_correction": true},
                  "laterality": "bilateral-mirrored"},
        "postprocess": {"largest_component": true, "fill_holes": true},
        "training": {"learning_rate": 0.01, "epochs": 7, "batch_size": 3, "loss": "dice-cross-entropy",
                     "min_slices": 9, "augmentation": false, "proximal": 0.25, "clip_norm": 2.5, "border_sigma": 7.0,
                     "privacy": {"clip": 0.5, "noise_multiplier": 1.25, "delta": 1e-6},
                     "shared_prefixes": ["encoder.", "decoder."]},
        "provenance": {"seed": 1, "sources": ["phantom"]},
        "metrics": {"mean_dice": 0.8, "hd95_mm": null}})");
}

inline std::string exampleManifestText() {
    return exampleManifestJson().dump();
}

} // namespace laurel
