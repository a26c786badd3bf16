#include "bench.h"

#include <algorithm>
#include <chrono>

namespace laurel::bench {

namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
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

} // namespace laurel::bench
