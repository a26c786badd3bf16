#include "bench.h"

namespace laurel::bench {

std::vector<Measurement> training() {
    return rowsOf("'" + (executableFolder() / "bench_training").string() + "'");
}

} // namespace laurel::bench
