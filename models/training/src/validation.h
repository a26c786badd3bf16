#pragma once

#include "laurel/engine/engine.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/network.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

struct ValidationScores {
    std::optional<double> meanDice;         ///< over cases of the mean over structures
    std::map<std::string, double> perLabel; ///< mean over cases and sides, by the model's label
    std::vector<std::optional<double>> perCase;
};

/// Segments each case as a user would and compares: volume Dice, as laurel/metrics defines it.
/// @param network in inference mode
ValidationScores validate(Network& network, const ModelManifest& manifest,
                          const SegmentationPipeline& pipeline,
                          const std::vector<TrainingCase>& cases, int threads,
                          const CancellationToken& cancel);

} // namespace laurel
