#pragma once

#include "laurel/sdk/network.h"
#include "reviewed_set.h"

#include <optional>
#include <vector>

namespace laurel {

/// Compares the network's answers on its own planes with their reference: mean over cases of the
/// mean over structures and sides of Dice (2|A∩R| / (|A|+|R|), counted over all planes of a case),
/// where a structure in neither is left out. Undefined when nothing is left.
/// @param network put into inference mode; on `device`
/// @throws Error Cancelled
std::optional<double> planeDice(Network& network, const std::vector<ReviewedPlane>& planes,
                                int channels, const at::Device& device,
                                const CancellationToken& cancel);

} // namespace laurel
