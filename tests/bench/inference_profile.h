#pragma once

#include "laurel/inference/fast_network.h"

#include <string>

namespace laurel::bench {

/// A table of a graph's steps on one thread: what each is and its milliseconds of processor time
/// (which other work on the machine hardly lengthens; the best of 15 runs), then the sum for each
/// kind of step.
std::string profileOf(const Graph& graph, FastNetwork::Instructions instructions);

} // namespace laurel::bench
