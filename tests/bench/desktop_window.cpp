#include "bench.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/files.h"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace laurel::bench {

namespace {

constexpr int starts = 7;

/// The program that has the window, in a home of its own.
std::vector<Measurement> windowRows(const TemporaryFolder& home, const std::string& arguments) {
    const std::string program = (executableFolder() / "bench_desktop_window").string();
    return rowsOf("QT_QPA_PLATFORM=offscreen LAUREL_HOME='" + home.path().string() + "' '" +
                  program + "' " + arguments);
}

/// The monotonic clock, which all processes share.
std::string now() {
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(
                              std::chrono::steady_clock::now().time_since_epoch())
                              .count());
}

/// Medians of several starts.
std::vector<Measurement> start() {
    const TemporaryFolder home;
    std::vector<std::vector<Measurement>> runs;
    runs.reserve(starts);
    for (int run = 0; run < starts; ++run) {
        runs.push_back(windowRows(home, "start " + now()));
    }
    std::vector<Measurement> rows = runs.front();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::ranges::sort(runs, {}, [i](const auto& run) { return run.at(i).value; });
        rows[i].value = runs[starts / 2].at(i).value;
    }
    return rows;
}

/// A case of 500 slices, from a file to its segments.
std::vector<Measurement> memory() {
    const TemporaryFolder home;
    const auto file = home.path() / "image.nii";
    {
        const Geometry grid({512, 512, 500}, {0.6, 0.6, 1});
        std::vector<std::int16_t> pixels(static_cast<std::size_t>(grid.size().voxels()));
        std::uint32_t noise = 1;
        std::ranges::generate(pixels, [&] {
            noise = noise * 1664525U + 1013904223U;
            return static_cast<std::int16_t>(noise >> 22);
        });
        writeNifti(file, Volume(grid, std::move(pixels)));
    }
    return windowRows(home, "memory '" + file.string() + "'");
}

} // namespace

/// The window from its start on; see desktop_window_program.cpp.
std::vector<Measurement> desktopWindow() {
    std::vector<Measurement> rows = start();
    std::ranges::move(memory(), std::back_inserter(rows));
    return rows;
}

} // namespace laurel::bench
