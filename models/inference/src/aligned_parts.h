#pragma once

#include "laurel/inference/graph.h"

namespace laurel {

/// The same function, but joined channels that only convolutions read begin at whole blocks, so
/// that whoever makes them makes them in place. The channels between are zeros, met by weights of
/// zero. Left as they are where that would mean half as many products again.
/// @param lanes channels of a block
Graph withAlignedParts(Graph graph, std::int64_t lanes);

} // namespace laurel
