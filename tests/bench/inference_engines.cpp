/// The inference engines side by side on the same weights: rows of ./dev bench inference as JSON.
///
/// A program of its own, for it sees LibTorch, which laurel-bench must not (it measures start-up).
/// usage: bench_inference [--runs N] [--onnxruntime LIBRARY] [--network NETWORK]
///                        [--instructions generic|avx2|avx512|avx512bf16]
///        bench_inference --peak ENGINE NETWORK     megabytes by which the process grew at most
///        bench_inference --profile NETWORK         where the fast engine's time goes, as text
#include "bench.h"
#include "convolution_floor.h"
#include "inference_profile.h"
#include "laurel/base/error.h"
#include "laurel/engine/engine.h"
#include "laurel/inference/fast_network.h"
#include "laurel/runtime/compiled_model.h"
#include "laurel/sdk/plugin_host.h"
#include "laurel/tracing/trace.h"
#include "onnx_model.h"
#include "onnx_runtime.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <iostream>
#include <map>
#include <thread>

namespace laurel::bench {

namespace {

using Json = nlohmann::json;

struct Settings {
    int runs = 15;
    std::string onnxRuntime;                                                  ///< empty: none
    std::string network;                                                      ///< empty: all
    FastNetwork::Instructions instructions = FastNetwork::Instructions::Best; ///< of "fast"
};

constexpr auto halves = FastNetwork::Instructions::Avx512Bf16;

const std::map<std::string, FastNetwork::Instructions> instructionNames{
    {"generic", FastNetwork::Instructions::Generic},
    {"avx2", FastNetwork::Instructions::Avx2},
    {"avx512", FastNetwork::Instructions::Avx512},
    {"avx512bf16", halves}};

struct NetworkCase {
    std::string name;
    std::string plugin;
    Json hyperparameters;
    std::int64_t size; ///< rows and columns of a plane
};

/// As published (Dafne's leg net is 216² wide), as shipped, and U-Nets of 1.9 and 7.8 million
/// parameters.
const std::vector<NetworkCase>& networkCases() {
    static const std::vector<NetworkCase> cases{
        {"limb_muscle slim 112", "limb_muscle", {{"variant", "slim"}}, 112},
        {"limb_muscle full 216", "limb_muscle", {{"variant", "published"}}, 216},
        {"unet2d 1.9M 256", "unet2d", {{"width", 24}}, 256},
        {"unet2d 7.8M 256", "unet2d", {{"width", 48}}, 256},
    };
    return cases;
}

ModelPackage legPackage() {
    return ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models/packages/leg");
}

ModelManifest manifestOf(const NetworkCase& one) {
    ModelManifest manifest = legPackage().manifest();
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

int cores() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// One way to run one plane.
using Runner = std::function<void()>;

/// What is compared, on one image, each engine with all cores.
class Contest {
  public:
    Contest(const NetworkCase& one, const Settings& settings)
        : network_(networkOf(one)), image_(at::rand({1, 1, one.size, one.size})) {
        graph_ = traceNetwork(*network_, {1, one.size, one.size});
        const auto fast = std::make_shared<const FastNetwork>(graph_, settings.instructions);
        output_.resize(static_cast<std::size_t>(fast->outputShape().values()));
        addEager();
        addFast("fast", fast, cores());
        addFast("fast, one thread", fast, 1);
        if (FastNetwork::has(halves)) {
            addFast("fast bf16", std::make_shared<const FastNetwork>(graph_, halves), cores());
        }
        if (!settings.onnxRuntime.empty()) {
            addOnnx(settings.onnxRuntime);
        }
        if (ConvolutionFloor::isAvailable()) {
            floor_ = std::make_unique<ConvolutionFloor>(simplified(graph_), cores());
            runners_.emplace_back("floor", [this] { floor_->run(); });
        }
    }

    /// Median seconds of each, run in turn.
    std::map<std::string, double> medians(int runs) {
        std::map<std::string, std::vector<double>> times;
        for (int run = -2; run < runs; ++run) {
            for (const auto& [name, runner] : runners_) {
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

  private:
    std::span<const float> input() const {
        return {image_.data_ptr<float>(), static_cast<std::size_t>(image_.numel())};
    }

    void addEager() {
        at::set_num_threads(cores());
        runners_.emplace_back("eager", [this] {
            const c10::InferenceMode noGradients;
            network_->forward(image_);
        });
    }

    void addFast(const std::string& name, std::shared_ptr<const FastNetwork> network, int threads) {
        auto buffers = std::make_shared<FastNetwork::Buffers>(*network, threads);
        runners_.emplace_back(name, [this, network = std::move(network), buffers, threads] {
            WorkerPool::Team team(WorkerPool::shared(), threads);
            network->run(input(), output_, *buffers, team);
        });
    }

    /// The graph as traced or simplified, whichever runs faster there.
    void addOnnx(const std::string& library) {
        const OnnxRuntime runtime(library);
        std::vector<std::shared_ptr<OnnxSession>> sessions;
        std::vector<double> best;
        for (const Graph& graph : {graph_, simplified(graph_)}) {
            sessions.push_back(std::make_shared<OnnxSession>(runtime, onnxModel(graph),
                                                             graph.values[graph.input],
                                                             graph.values[graph.output], cores()));
            best.push_back(1e9);
            for (int run = 0; run < 5; ++run) {
                best.back() = std::min(best.back(),
                                       secondsOf([&] { sessions.back()->run(input(), output_); }));
            }
        }
        const auto session = sessions[best[1] < best[0] ? 1 : 0];
        runners_.emplace_back("ONNX Runtime", [this, session] { session->run(input(), output_); });
    }

    std::unique_ptr<Network> network_;
    at::Tensor image_;
    Graph graph_;
    std::unique_ptr<ConvolutionFloor> floor_;
    std::vector<float> output_;
    std::vector<std::pair<std::string, Runner>> runners_;
};

void addSlices(const NetworkCase& one, const Settings& settings, std::vector<Measurement>& rows) {
    auto seconds = Contest(one, settings).medians(settings.runs);
    const double fast = seconds.at("fast");
    for (const auto& [name, own] : seconds) {
        const std::map<std::string, double> most{{"fast", 0.5}, {"fast bf16", 0.25}};
        rows.push_back(compare(one.name + ": " + name, own, "eager", seconds.at("eager"),
                               most.contains(name) ? std::optional(most.at(name)) : std::nullopt));
    }
    if (seconds.contains("ONNX Runtime")) {
        rows.push_back(
            compare(one.name + ": fast", fast, "ONNX Runtime", seconds.at("ONNX Runtime"), 1.0));
    }
    if (seconds.contains("floor")) {
        rows.push_back(
            compare(one.name + ": fast", fast, "the bare convolutions", seconds.at("floor"), 1.5));
    }
}

/// 30 slices of both limbs through planes of the network's size, without what is before and behind.
void addVolume(const NetworkCase& one, const Settings& settings, std::vector<Measurement>& rows) {
    constexpr std::int64_t planes = 60;
    const auto network = networkOf(one);
    constexpr std::int64_t atOnce = 2; // as the runtime's eager way
    const at::Tensor images = at::rand({atOnce, 1, one.size, one.size});
    NetworkPlane plane{{one.size, one.size},
                       std::vector<float>(static_cast<std::size_t>(one.size * one.size), 0.5F),
                       {}};
    const PlaneJob job{static_cast<std::size_t>(planes), [&](std::size_t) { return plane; },
                       [](std::size_t, const NetworkPlane&, std::span<const float>) {}};
    const auto eager = [&] {
        at::set_num_threads(cores());
        const c10::InferenceMode noGradients;
        for (std::int64_t first = 0; first < planes; first += atOnce) {
            at::softmax(network->forward(images), 1);
        }
    };
    for (const Precision precision : {Precision::Single, Precision::Bfloat16}) {
        const bool isSingle = precision == Precision::Single;
        if (!isSingle && !FastNetwork::has(halves)) {
            continue;
        }
        const CompiledModel compiled(*network, manifestOf(one), precision);
        const auto inference = compiled.inference(0);
        const auto fast = [&] {
            SegmentTimes ignored;
            inference->run(job, ignored, {});
        };
        const PairedSeconds seconds = timePair(std::max(1, settings.runs / 5), eager, fast);
        rows.push_back(compare(one.name + ", 60 planes: " + (isSingle ? "fast" : "fast bf16"),
                               seconds.second, "eager", seconds.first, isSingle ? 0.5 : 0.25));
    }
}

const NetworkCase& networkCaseNamed(const std::string& name) {
    const auto found = std::ranges::find(networkCases(), name, &NetworkCase::name);
    if (found == networkCases().end()) {
        throw Error(ErrorCode::InvalidArgument, "no network '" + name + "'");
    }
    return *found;
}

int printProfile(const std::string& name, FastNetwork::Instructions instructions) {
    const NetworkCase& one = networkCaseNamed(name);
    std::cout << profileOf(traceNetwork(*networkOf(one), {1, one.size, one.size}), instructions);
    return 0;
}

int printPeak(const std::string& engine, const std::string& name, const std::string& onnxRuntime) {
    if (engine == "fast bf16" && !FastNetwork::has(halves)) {
        std::cout << toJson({});
        return 0;
    }
    const NetworkCase& one = networkCaseNamed(name);
    const auto network = networkOf(one);
    const Graph graph = traceNetwork(*network, {1, one.size, one.size});
    const at::Tensor image = at::rand({1, 1, one.size, one.size});
    const std::span<const float> input(image.data_ptr<float>(),
                                       static_cast<std::size_t>(image.numel()));
    std::vector<float> output(static_cast<std::size_t>(graph.values[graph.output].values()));
    std::vector<Measurement> rows;
    const auto addRow = [&](const std::string& what, double bytes) {
        rows.push_back({name + ": " + what + ", " + engine, bytes / 1e6, "MB", "", std::nullopt,
                        std::nullopt});
    };
    const double bytes = peakGrowth([&] {
        if (engine == "eager") {
            const c10::InferenceMode noGradients;
            network->forward(image);
        } else if (engine == "fast" || engine == "fast bf16") {
            const FastNetwork fast(graph,
                                   engine == "fast" ? FastNetwork::Instructions::Best : halves);
            WorkerPool::Team team(WorkerPool::shared(), cores());
            FastNetwork::Buffers buffers(fast, cores());
            fast.run(input, output, buffers, team);
            addRow("packed weights", static_cast<double>(fast.weightBytes()));
            addRow("arena of one plane", static_cast<double>(fast.bufferBytes(1)));
        } else {
            const OnnxRuntime runtime(onnxRuntime);
            OnnxSession session(runtime, onnxModel(graph), graph.values[graph.input],
                                graph.values[graph.output], cores());
            session.run(input, output);
        }
    });
    addRow("memory beyond LibTorch's network", bytes);
    std::cout << toJson(rows);
    return 0;
}

int runAll(const Settings& settings) {
    std::vector<Measurement> rows;
    for (const NetworkCase& one : networkCases()) {
        if (settings.network.empty() || settings.network == one.name) {
            addSlices(one, settings, rows);
            addVolume(one, settings, rows);
        }
    }
    std::cout << toJson(rows);
    return 0;
}

} // namespace

} // namespace laurel::bench

int main(int argc, char** argv) {
    laurel::Engine::prepareProcess();
    laurel::bench::Settings settings;
    std::vector<std::string> peak;
    CLI::App app("Inference engines side by side, as JSON");
    app.add_option("--runs", settings.runs)->check(CLI::Range(1, 1000));
    app.add_option("--onnxruntime", settings.onnxRuntime);
    app.add_option("--network", settings.network);
    app.add_option("--instructions", settings.instructions, "of the fast engine; else the best")
        ->transform(CLI::CheckedTransformer(laurel::bench::instructionNames));
    app.add_option("--peak", peak, "ENGINE NETWORK")->expected(2);
    std::string profile;
    app.add_option("--profile", profile, "NETWORK");
    CLI11_PARSE(app, argc, argv);
    try {
        if (!profile.empty()) {
            return laurel::bench::printProfile(profile, settings.instructions);
        }
        return peak.empty() ? laurel::bench::runAll(settings)
                            : laurel::bench::printPeak(peak[0], peak[1], settings.onnxRuntime);
    } catch (const laurel::Error& error) {
        std::cerr << "bench_inference: " << error.what() << "\n";
        return 1;
    }
}
