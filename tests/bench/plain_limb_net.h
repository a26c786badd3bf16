#pragma once

#include "laurel/package/model_package.h"
#include "laurel/sdk/network.h"

#include <memory>

namespace laurel::bench {

/// The network of the shipped packages ("limb_muscle", variant "slim") as one writes it from
/// LibTorch's own layers, without a thought of speed: every tensor as LibTorch lays it out, every
/// layer an operation of its own. Its tensors bear the names that the plugin's have.
/// @throws Error InvalidInput when the package is of another network
std::unique_ptr<Network> makePlainNetwork(const ModelPackage& package);

} // namespace laurel::bench
