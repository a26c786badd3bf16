#include "inference_profile.h"

#include "kernel_choice.h"
#include "plan.h"
#include "step_memory.h"

#include <algorithm>
#include <cxxabi.h>
#include <iomanip>
#include <map>
#include <sstream>
#include <time.h>

namespace laurel::bench {

namespace {

double processorMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// The class's own name, without where it stands.
std::string kindOf(const Step& step) {
    int status = 0;
    char* text = abi::__cxa_demangle(typeid(step).name(), nullptr, nullptr, &status);
    const std::string name = text == nullptr ? typeid(step).name() : text;
    std::free(text);
    return name.substr(name.rfind(':') + 1);
}

std::vector<double> bestTimes(const StepPlan& plan) {
    constexpr int runs = 15;
    StepMemory memory(plan, 1);
    WorkerPool pool(0);
    WorkerPool::Team alone(pool, 1);
    const RunContext context = memory.context(alone);
    std::vector<double> best(plan.steps.size(), 1e9);
    for (int run = 0; run < runs; ++run) {
        for (std::size_t i = 0; i < best.size(); ++i) {
            const double start = processorMilliseconds();
            plan.steps[i]->run(context);
            best[i] = std::min(best[i], processorMilliseconds() - start);
        }
    }
    return best;
}

} // namespace

std::string profileOf(const Graph& graph, FastNetwork::Instructions instructions) {
    const KernelChoice sets = kernelsFor(instructions);
    const StepPlan plan = planSteps(graph, sets.maps, sets.products);
    const std::vector<double> best = bestTimes(plan);
    std::ostringstream text;
    text << std::fixed << std::setprecision(3);
    std::map<std::string, double> kinds;
    double total = 0;
    for (std::size_t i = 0; i < best.size(); ++i) {
        const std::string kind = kindOf(*plan.steps[i]);
        text << std::setw(4) << i << std::setw(24) << kind << std::setw(10) << best[i] << " ms\n";
        kinds[kind] += best[i];
        total += best[i];
    }
    for (const auto& [kind, milliseconds] : kinds) {
        text << std::setw(28) << kind << std::setw(10) << milliseconds << " ms\n";
    }
    text << std::setw(28) << "all" << std::setw(10) << total << " ms, arena "
         << static_cast<double>(plan.arenaFloats) * 4e-6 << " MB, weights "
         << static_cast<double>(plan.weightBytes) * 1e-6 << " MB\n";
    return text.str();
}

} // namespace laurel::bench
