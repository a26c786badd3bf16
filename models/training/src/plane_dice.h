#pragma once

#include "laurel/sdk/network.h"
#include "reviewed_set.h"

#include <optional>
#include <vector>

namespace laurel {

struct PlaneDice {
    std::optional<double> mean;
    /// Of each label from 1 on, mean over cases and sides where either mask has it.
    std::vector<std::optional<double>> labels;
};

/// Compares the network's answers on its own planes with their reference: mean over cases of the
/// mean over structures and sides of Dice (2|A∩R| / (|A|+|R|), counted over all planes of a case),
/// where a structure in neither is left out. Undefined when nothing is left.
/// @param network put into inference mode; on `device`
/// @throws Error Cancelled
PlaneDice planeDice(Network& network, const std::vector<ReviewedPlane>& planes, int channels,
                    const at::Device& device, const CancellationToken& cancel);

} // namespace laurel
