#include "bench.h"

namespace laurel::bench {

std::vector<Measurement> desktop() {
    std::vector<Measurement> rows = desktopCore();
    for (Measurement& row : desktopTools()) {
        rows.push_back(std::move(row));
    }
    const std::string program = (executableFolder() / "bench_desktop_screen").string();
    for (Measurement& row : rowsOf("QT_QPA_PLATFORM=offscreen '" + program + "'")) {
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace laurel::bench
