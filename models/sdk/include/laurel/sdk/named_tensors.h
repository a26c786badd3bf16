#pragma once

#include "laurel/weights/state_dict.h"

#include <ATen/core/Tensor.h>
#include <string>
#include <utility>
#include <vector>

/// Between a network's tensors, wherever they come from, and a StateDict.
namespace laurel {

/// Parameters and buffers under their names; handles that share storage with the network.
using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// @throws Error Unsupported naming a tensor that is neither float32 nor int64
std::vector<TensorSpec> specsOf(const NamedTensors& tensors);

/// A copy of them all. @throws as specsOf
StateDict stateOf(const NamedTensors& tensors);

/// Overwrites them all, on whatever device they are.
/// @throws Error InvalidInput naming the first tensor whose name, type or shape differs; then
///         nothing has been changed
void overwrite(NamedTensors& tensors, const StateDict& state);

} // namespace laurel
