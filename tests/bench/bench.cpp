#include "bench.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <malloc.h>

namespace laurel::bench {

namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Bytes, as the kernel counts them: also mapped files, as far as they were touched.
double statusBytes(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field + ":")) {
            return std::stod(line.substr(field.size() + 1)) * 1024;
        }
    }
    throw Error(ErrorCode::Unsupported, "/proc/self/status has no " + field);
}

} // namespace

std::optional<bool> Measurement::met() const {
    if (!target) {
        return std::nullopt;
    }
    return ratio.value_or(value) <= *target;
}

double secondsOf(const std::function<void()>& action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double processorSecondsOf(const std::function<void()>& action) {
    const std::clock_t start = std::clock();
    action();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

Measurement timed(std::string name, const std::function<void()>& action) {
    double processor = 0;
    const double seconds = secondsOf([&] { processor = processorSecondsOf(action); });
    constexpr double least = 1e-6; // of the processor's clock
    return compare(std::move(name), seconds, "its processor time", std::max(processor, least), {});
}

PairedSeconds timePair(int runs, const std::function<void()>& first,
                       const std::function<void()>& second) {
    first();
    second();
    std::vector<double> firsts;
    std::vector<double> others;
    for (int run = 0; run < runs; ++run) {
        firsts.push_back(secondsOf(first));
        others.push_back(secondsOf(second));
    }
    return {median(firsts), median(others)};
}

Measurement compare(std::string name, double seconds, std::string ratioTo, double otherSeconds,
                    std::optional<double> target) {
    return {std::move(name),    seconds * 1e3,          "ms",
            std::move(ratioTo), seconds / otherSeconds, target};
}

std::filesystem::path executableFolder() {
    return std::filesystem::canonical("/proc/self/exe").parent_path();
}

double peakGrowth(const std::function<void()>& action) {
    ::malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << 5 << std::flush; // the greatest value begins anew
    const double before = statusBytes("VmRSS");
    action();
    return statusBytes("VmHWM") - before;
}

} // namespace laurel::bench