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
    std::int64_t sharedFloats = 0;
    std::int64_t weightBytes = 0;
};

/// @param kernels for everything that is not a product
/// @param products for convolutions between many channels, with lanes as `kernels`: of bfloat16
/// they
///        gain most there, and lose least, because rounding errs at random and sums are long
/// @throws Error as FastNetwork
StepPlan planSteps(const Graph& graph, const kernels::Set& kernels, const kernels::Set& products);

} // namespace laurel
