#include "bench.h"

#include <algorithm>
#include <iterator>

namespace laurel::bench {

std::vector<Measurement> desktop() {
    std::vector<Measurement> rows = desktopCore();
    for (const auto& part : {desktopTools, desktopSlices}) {
        std::ranges::move(part(), std::back_inserter(rows));
    }
    const std::string program = (executableFolder() / "bench_desktop_screen").string();
    for (Measurement& row : rowsOf("QT_QPA_PLATFORM=offscreen '" + program + "'")) {
        rows.push_back(std::move(row));
    }
    std::ranges::move(desktopWindow(), std::back_inserter(rows));
    return rows;
}

} // namespace laurel::bench
