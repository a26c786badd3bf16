#include "bench.h"

namespace laurel::bench {

std::vector<Measurement> replay() {
    const auto output = std::filesystem::path(LAUREL_SOURCE_DIR) / "build" / "bench" / "replay";
    std::filesystem::create_directories(output);
    return rowsOf("'" + (executableFolder() / "bench_replay").string() + "' --output '" +
                  output.string() + "'");
}

} // namespace laurel::bench
