#pragma once

#include "laurel/engine/fine_tuning.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace laurel::bench {

/// Called after each step, the last one of an epoch once its Dice is measured.
using OnStep = std::function<void(double loss, std::optional<double> dice)>;

/// The control: fine-tuning by the package's recipe as one writes it with LibTorch at hand and
/// speed not in mind. The same planes in the same order with the same augmentation as
/// fineTuneNetwork, but made when they are needed, on the thread that trains, border map included;
/// a network and a loss of LibTorch's own operations, the proximal term as part of the loss,
/// torch::optim::Adam.
void plainFineTuning(const ModelPackage& package, const ReviewedCase& reviewed, std::uint64_t seed,
                     const OnStep& onStep);

} // namespace laurel::bench
