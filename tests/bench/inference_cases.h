#pragma once

#include "bench.h"
#include "laurel/inference/fast_network.h"
#include "laurel/package/manifest.h"
#include "laurel/sdk/network.h"
#include "onnx_runtime.h"

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

/// What the inference engines are compared on, and how.
namespace laurel::bench {

struct InferenceSettings {
    int runs = 15;
    std::string onnxRuntime;                                                  ///< empty: none
    std::string network;                                                      ///< empty: all
    FastNetwork::Instructions instructions = FastNetwork::Instructions::Best; ///< of "fast"
};

inline constexpr auto halves = FastNetwork::Instructions::BestBf16;

/// "fast", and "fast bf16" where the processor has it and no other instructions were asked for.
std::vector<std::pair<std::string, FastNetwork::Instructions>>
fastEngines(const InferenceSettings& settings);

struct NetworkCase {
    std::string name;
    std::string plugin;
    nlohmann::json hyperparameters;
    std::int64_t size; ///< rows and columns of a plane
};

/// As published (Dafne's leg net is 216² wide), as shipped, and U-Nets of 1.9 and 7.8 million
/// parameters.
const std::vector<NetworkCase>& networkCases();
/// @throws Error InvalidArgument
const NetworkCase& networkCaseNamed(const std::string& name);

ModelManifest manifestOf(const NetworkCase& one);
/// With the same random weights each time.
std::unique_ptr<Network> networkOf(const NetworkCase& one);

int cores();

/// Engines by name, each doing the same work once.
using Runners = std::vector<std::pair<std::string, std::function<void()>>>;

/// Median seconds of each, run in turn after `warmUps` rounds that do not count.
std::map<std::string, double> medians(const Runners& runners, int runs, int warmUps);

/// Rows of seconds by engine: against "eager", "ONNX Runtime" and "floor", where these are among
/// them, with the goals of the design.
void addComparisons(const std::string& what, const std::map<std::string, double>& seconds,
                    std::vector<Measurement>& rows);

/// The graph as traced or simplified, whichever runs faster there, on all cores.
std::shared_ptr<OnnxSession> fasterOnnxSession(const std::string& library, const Graph& graph);

} // namespace laurel::bench
