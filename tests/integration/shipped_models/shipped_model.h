#pragma once

#include "laurel/engine/engine.h"
#include "laurel/metrics/metrics.h"

#include <cstdio>
#include <string>

namespace laurel {

/// Segments an image with models/packages/<id> and prints what evaluation against the reference
/// gives.
inline Evaluation evaluateShipped(const std::string& id, const Volume& image,
                                  const LabelMap& reference, const std::string& title) {
    const std::filesystem::path build = LAUREL_BINARY_DIR;
    Engine engine({build / "lib" / "liblaurel_runtime.so", {build / "lib" / "plugins"}});
    const auto package =
        ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models" / "packages" / id);
    NoProgress silent;
    const SegmentationResult result = engine.load(package)->segment(image, {}, silent, {});
    Evaluation evaluation = evaluate(reference, result.labels);
    std::printf("%s: mean Dice %.3f\n", title.c_str(), evaluation.meanDice.value_or(-1));
    for (const LabelMetrics& label : evaluation.labels) {
        std::printf("  %-30s %.3f\n", label.name.c_str(), label.dice.value_or(-1));
    }
    return evaluation;
}

} // namespace laurel
