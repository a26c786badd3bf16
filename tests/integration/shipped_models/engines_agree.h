#pragma once

#include "laurel/engine/engine.h"

#include <gtest/gtest.h>
#include <string>

namespace laurel {

/// 2 |A and B| / (|A| + |B|) of all labels together.
inline double diceOfAllLabels(const LabelMap& a, const LabelMap& b) {
    std::int64_t same = 0;
    std::int64_t labelled = 0;
    for (std::size_t i = 0; i < a.layer(0).size(); ++i) {
        const std::uint16_t one = a.layer(0)[i];
        const std::uint16_t other = b.layer(0)[i];
        same += one != 0 && one == other ? 1 : 0;
        labelled += (one != 0 ? 1 : 0) + (other != 0 ? 1 : 0);
    }
    EXPECT_GT(labelled, 1000);
    return 2.0 * static_cast<double>(same) / static_cast<double>(labelled);
}

/// LibTorch's masks by every other engine to a Dice of 0.999. Where bfloat16 is not multiplied or
/// gives other masks, its engine must say so and give what `fast` gives.
inline void expectSameMasks(Engine& engine, const ModelPackage& package, const Volume& image) {
    const auto model = engine.load(package);
    const auto by = [&](const std::string& name) {
        NoProgress silent;
        SegmentOptions options;
        options.engine = engineKindNamed(name);
        return model->segment(image, options, silent, {});
    };
    const LabelMap eager = by("eager").labels;
    const SegmentationResult fast = by("fast");
    EXPECT_GE(diceOfAllLabels(eager, fast.labels), 0.9995);
    const SegmentationResult halves = by("fast-bf16");
    const bool multipliesHalves = halves.engine.ends_with("bf16");
    EXPECT_EQ(halves.engineNote.empty(), multipliesHalves) << halves.engineNote;
    const double dice = diceOfAllLabels(eager, halves.labels);
    EXPECT_GE(dice, 0.999) << halves.engine;
    EXPECT_TRUE(multipliesHalves || halves.labels == fast.labels);
    std::printf("%s by %s: Dice %.5f%s%s\n", package.manifest().id.c_str(), halves.engine.c_str(),
                dice, multipliesHalves ? "" : ", because ", halves.engineNote.c_str());
}

} // namespace laurel
