#pragma once

#include "kernels/kernels.h"
#include "laurel/inference/fast_network.h"

namespace laurel {

/// Which loops a network runs; both sets have the same lanes.
struct KernelChoice {
    const kernels::Set& maps;
    const kernels::Set& products; ///< see planSteps
};

/// Precondition: the processor has the instructions.
KernelChoice kernelsFor(FastNetwork::Instructions instructions);

} // namespace laurel
