#include "inference_cases.h"

#include "laurel/base/error.h"
#include "laurel/engine/engine.h"
#include "laurel/sdk/plugin_host.h"
#include "onnx_model.h"
#include "plan.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <thread>

namespace laurel::bench {

const std::vector<NetworkCase>& networkCases() {
    static const std::vector<NetworkCase> cases{
        {"limb_muscle slim 112", "limb_muscle", {{"variant", "slim"}}, 112},
        {"limb_muscle full 216", "limb_muscle", {{"variant", "published"}}, 216},
        {"unet2d 1.9M 256", "unet2d", {{"width", 24}}, 256},
        {"unet2d 7.8M 256", "unet2d", {{"width", 48}}, 256},
    };
    return cases;
}

const NetworkCase& networkCaseNamed(const std::string& name) {
    const auto found = std::ranges::find(networkCases(), name, &NetworkCase::name);
    if (found == networkCases().end()) {
        throw Error(ErrorCode::InvalidArgument, "no network '" + name + "'");
    }
    return *found;
}

ModelManifest manifestOf(const NetworkCase& one) {
    ModelManifest manifest =
        ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models/packages/leg")
            .manifest();
    manifest.plugin.name = one.plugin;
    manifest.plugin.hyperparameters = one.hyperparameters;
    manifest.input.size = {one.size, one.size};
    return manifest;
}

std::unique_ptr<Network> networkOf(const NetworkCase& one) {
    PluginHost host(Engine::defaultFolders().pluginFolders);
    at::manual_seed(1);
    return host.createNetwork(manifestOf(one));
}

std::vector<std::pair<std::string, FastNetwork::Instructions>>
fastEngines(const InferenceSettings& settings) {
    std::vector<std::pair<std::string, FastNetwork::Instructions>> engines{
        {"fast", settings.instructions}};
    if (settings.instructions == FastNetwork::Instructions::Best && FastNetwork::has(halves)) {
        engines.emplace_back("fast bf16", halves);
    }
    return engines;
}

int cores() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::map<std::string, double> medians(const Runners& runners, int runs, int warmUps) {
    std::map<std::string, std::vector<double>> times;
    for (int run = -warmUps; run < runs; ++run) {
        for (const auto& [name, runner] : runners) {
            const double seconds = secondsOf(runner);
            if (run >= 0) {
                times[name].push_back(seconds);
            }
        }
    }
    std::map<std::string, double> result;
    for (auto& [name, values] : times) {
        std::ranges::nth_element(values, values.begin() + std::ssize(values) / 2);
        result[name] = values[values.size() / 2];
    }
    return result;
}

void addComparisons(const std::string& what, const std::map<std::string, double>& seconds,
                    std::vector<Measurement>& rows) {
    const std::map<std::string, double> most{{"fast", 0.5}, {"fast bf16", 0.25}};
    for (const auto& [name, own] : seconds) {
        rows.push_back(compare(what + ": " + name, own, "eager", seconds.at("eager"),
                               most.contains(name) ? std::optional(most.at(name)) : std::nullopt));
    }
    const double fast = seconds.at("fast");
    if (seconds.contains("ONNX Runtime")) {
        rows.push_back(
            compare(what + ": fast", fast, "ONNX Runtime", seconds.at("ONNX Runtime"), 1.0));
    }
    if (seconds.contains("floor")) {
        rows.push_back(
            compare(what + ": fast", fast, "the bare convolutions", seconds.at("floor"), 1.5));
    }
}

std::shared_ptr<OnnxSession> fasterOnnxSession(const std::string& library, const Graph& graph) {
    const OnnxRuntime runtime(library);
    const MapShape& in = graph.values[graph.input];
    const MapShape& out = graph.values[graph.output];
    const std::vector<float> input(static_cast<std::size_t>(in.values()), 0.5F);
    std::vector<float> output(static_cast<std::size_t>(out.values()));
    std::shared_ptr<OnnxSession> fastest;
    double least = 1e9;
    for (const Graph& form : {graph, simplified(graph)}) {
        auto session = std::make_shared<OnnxSession>(runtime, onnxModel(form), in, out, cores());
        double best = 1e9;
        for (int run = 0; run < 5; ++run) {
            best = std::min(best, secondsOf([&] { session->run(input, output); }));
        }
        if (best < least) {
            least = best;
            fastest = std::move(session);
        }
    }
    return fastest;
}

} // namespace laurel::bench
