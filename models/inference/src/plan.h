#pragma once

#include "laurel/inference/graph.h"
#include "step.h"

namespace laurel {

/// A graph's steps in order, with the memory that they need.
struct StepPlan {
    std::vector<std::unique_ptr<Step>> steps;
    Placed input;  ///< plain
    Placed output; ///< in blocks, or plain
    std::int64_t arenaFloats = 0;
    std::int64_t scratchFloats = 0; ///< of each thread
    std::int64_t sumFloats = 0;
    std::int64_t weightFloats = 0;
};

/// @throws Error as FastNetwork
StepPlan planSteps(const Graph& graph, const kernels::Set& kernels);

} // namespace laurel
