#pragma once

#include "laurel/inference/graph.h"
#include "laurel/sdk/network.h"

namespace laurel {

/// What a network for slices computes on an image of this shape, found by running it once on zeros
/// while LibTorch's tracer records its operations. Weights become constants. Whatever a network
/// decides by looking at values is not seen: compare the graph's results with the network's.
///
/// @param network in inference mode, on the processor, used by nobody else meanwhile
/// @throws Error Unsupported naming the first operation that Graph cannot express, and what the
///         network's forward throws
Graph traceNetwork(Network& network, const MapShape& input);

} // namespace laurel
