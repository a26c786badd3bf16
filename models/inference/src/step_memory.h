#pragma once

#include "plan.h"

#include <vector>

namespace laurel {

/// What one run of a plan at a time works in.
class StepMemory {
  public:
    /// @param threads of the largest team that will run it
    StepMemory(const StepPlan& plan, int threads)
        : arena_(floats(plan.arenaFloats)), sums_(floats(plan.sumFloats)),
          shared_(floats(plan.sharedFloats)),
          scratch_(static_cast<std::size_t>(threads), AlignedFloats(floats(plan.scratchFloats))) {}

    static std::int64_t floatsFor(const StepPlan& plan, int threads) noexcept {
        return plan.arenaFloats + plan.sumFloats + plan.sharedFloats + threads * plan.scratchFloats;
    }

    int threads() const noexcept { return static_cast<int>(scratch_.size()); }

    /// @param team of no more than threads(); both outlive what is returned
    RunContext context(WorkerPool::Team& team) {
        return {arena_.data(), team, scratch_, sums_.data(), shared_.data()};
    }

  private:
    static std::size_t floats(std::int64_t count) { return static_cast<std::size_t>(count); }

    AlignedFloats arena_;
    AlignedFloats sums_;
    AlignedFloats shared_;
    std::vector<AlignedFloats> scratch_;
};

} // namespace laurel
