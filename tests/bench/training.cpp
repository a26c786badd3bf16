#include "bench.h"

namespace laurel::bench {

std::vector<Measurement> training() {
    // As Engine::prepareProcess, which comes too late for a program that links LibTorch.
    return rowsOf("OMP_WAIT_POLICY=passive '" + (executableFolder() / "bench_training").string() +
                  "'");
}

} // namespace laurel::bench
