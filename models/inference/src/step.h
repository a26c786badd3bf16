#pragma once

#include "aligned_floats.h"
#include "kernels/kernels.h"
#include "laurel/inference/graph.h"
#include "laurel/inference/worker_pool.h"
#include "layout.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace laurel {

/// What one run works on.
struct RunContext {
    float* arena;
    WorkerPool::Team& team;
    std::vector<AlignedFloats>& scratch; ///< one for each thread of the team
    float* sums;                         ///< from a convolution to the norm that follows it
    float* shared;                       ///< what the threads of a step make for each other
};

/// One operation with its weights packed and its maps placed. Immutable; thread-safe.
class Step {
  public:
    virtual ~Step() = default;
    virtual void run(const RunContext& context) const = 0;
    virtual std::int64_t scratchFloats() const { return 0; } ///< that a thread needs
    virtual std::int64_t sumFloats() const { return 0; }     ///< written to RunContext::sums
    virtual std::int64_t sharedFloats() const { return 0; }  ///< of RunContext::shared
    virtual std::int64_t weightBytes() const { return 0; }
};

/// A map in the arena.
struct Placed {
    MapLayout layout;
    std::int64_t offset = 0; ///< floats from the arena's start

    float* in(const RunContext& context) const { return context.arena + offset; }
};

/// What a step reads and writes, and what it adds to its result.
struct StepMaps {
    std::vector<Placed> inputs;
    Placed output;
    std::optional<Placed> residual;
    std::optional<float> slope;

    const float* residualIn(const RunContext& context) const {
        return residual ? residual->in(context) : nullptr;
    }
};

/// Values per channel, filled up with zeros to whole blocks.
AlignedFloats perLane(const std::vector<float>& values, const MapLayout& layout);

} // namespace laurel
