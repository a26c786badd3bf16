#pragma once

#include "plan.h"
#include "step_memory.h"

#include <algorithm>
#include <vector>

namespace laurel {

namespace kernels {
const Set& wideSet();
const Set& widepairsSet();
const Set& widerowsSet();
} // namespace kernels

/// A graph run in blocks of sixteen channels as the avx512 sets do, with the instructions that
/// there are. One thread at a time.
class WideNetwork {
  public:
    /// @param products kernels::wideSet() or, for bfloat16, one of the others
    WideNetwork(const Graph& graph, const kernels::Set& products)
        : plan_(planSteps(graph, kernels::wideSet(), products)), memory_(plan_, 1) {}

    /// @return channels × rows × columns
    std::vector<float> run(const std::vector<float>& image) {
        WorkerPool pool(0);
        WorkerPool::Team team(pool, 1);
        const RunContext context = memory_.context(team);
        std::ranges::copy(image, plan_.input.in(context));
        for (const auto& step : plan_.steps) {
            step->run(context);
        }
        return plainOutput(context);
    }

  private:
    std::vector<float> plainOutput(const RunContext& context) const {
        const MapLayout& layout = plan_.output.layout;
        std::vector<float> output(static_cast<std::size_t>(layout.shape.values()));
        for (std::int64_t block = 0; block < layout.blocks(); ++block) {
            const std::int64_t first = block * layout.lanes;
            kernels::wideSet().toPlain(plan_.output.in(context) + block * layout.blockSize(),
                                       layout.shape.pixels(),
                                       std::min(layout.lanes, layout.shape.channels - first),
                                       output.data() + first * layout.shape.pixels());
        }
        return output;
    }

    StepPlan plan_;
    StepMemory memory_;
};

} // namespace laurel
