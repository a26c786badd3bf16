/// The inference engines side by side on the same weights: rows of ./dev bench inference as JSON.
///
/// A program of its own, for it sees LibTorch, which laurel-bench must not (it measures start-up).
/// usage: bench_inference [--runs N] [--onnxruntime LIBRARY] [--network NETWORK]
///                        [--instructions generic|avx2|avx512|avx512bf16|amxbf16]
///        bench_inference --peak ENGINE NETWORK [--volume]   megabytes by which the process grew at
///        most bench_inference --profile NETWORK         where the fast engine's time goes, as text
#include "bench.h"
#include "convolution_floor.h"
#include "inference_cases.h"
#include "inference_profile.h"
#include "inference_volumes.h"
#include "laurel/base/error.h"
#include "laurel/engine/engine.h"
#include "laurel/tracing/trace.h"
#include "onnx_model.h"
#include "plan.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <iostream>
#include <map>

namespace laurel::bench {

namespace {

const std::map<std::string, FastNetwork::Instructions> instructionNames{
    {"generic", FastNetwork::Instructions::Generic},
    {"avx2", FastNetwork::Instructions::Avx2},
    {"avx512", FastNetwork::Instructions::Avx512},
    {"avx512bf16", FastNetwork::Instructions::Avx512Bf16},
    {"amxbf16", FastNetwork::Instructions::AmxBf16}};

/// What is compared, on one image, each engine with all cores.
class Contest {
  public:
    Contest(const NetworkCase& one, const InferenceSettings& settings)
        : network_(networkOf(one)), image_(at::rand({1, 1, one.size, one.size})) {
        graph_ = traceNetwork(*network_, {1, one.size, one.size});
        output_.resize(static_cast<std::size_t>(graph_.values[graph_.output].values()));
        addEager();
        for (const auto& [name, instructions] : fastEngines(settings)) {
            const auto fast = std::make_shared<const FastNetwork>(graph_, instructions);
            addFast(name, fast, cores());
            if (name == "fast") {
                addFast("fast, one thread", fast, 1);
            }
        }
        if (!settings.onnxRuntime.empty()) {
            addOnnx(settings.onnxRuntime);
        }
        if (ConvolutionFloor::isAvailable()) {
            floor_ = std::make_unique<ConvolutionFloor>(simplified(graph_), cores());
            runners_.emplace_back("floor", [this] { floor_->run(); });
        }
    }

    std::map<std::string, double> medians(int runs) const {
        return bench::medians(runners_, runs, 2);
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

    void addOnnx(const std::string& library) {
        const auto session = fasterOnnxSession(library, graph_);
        runners_.emplace_back("ONNX Runtime", [this, session] { session->run(input(), output_); });
    }

    std::unique_ptr<Network> network_;
    at::Tensor image_;
    Graph graph_;
    std::unique_ptr<ConvolutionFloor> floor_;
    std::vector<float> output_;
    Runners runners_;
};

void addSlice(const NetworkCase& one, const InferenceSettings& settings,
              std::vector<Measurement>& rows) {
    addComparisons(one.name, Contest(one, settings).medians(settings.runs), rows);
}

int printProfile(const std::string& name, FastNetwork::Instructions instructions) {
    const NetworkCase& one = networkCaseNamed(name);
    if (!FastNetwork::has(instructions)) {
        throw Error(ErrorCode::Unsupported, "this processor lacks the instructions asked for");
    }
    std::cout << profileOf(traceNetwork(*networkOf(one), {1, one.size, one.size}), instructions);
    return 0;
}

Measurement megabytes(const NetworkCase& one, const std::string& what, const std::string& engine,
                      double bytes) {
    return {
        one.name + ": " + what + ", " + engine, bytes / 1e6, "MB", "", std::nullopt, std::nullopt};
}

/// @param rows get what the fast engine says of its own parts
double peakOfPlane(const std::string& engine, const NetworkCase& one,
                   const std::string& onnxRuntime, std::vector<Measurement>& rows) {
    const auto network = networkOf(one);
    const Graph graph = traceNetwork(*network, {1, one.size, one.size});
    const at::Tensor image = at::rand({1, 1, one.size, one.size});
    const std::span<const float> input(image.data_ptr<float>(),
                                       static_cast<std::size_t>(image.numel()));
    std::vector<float> output(static_cast<std::size_t>(graph.values[graph.output].values()));
    return peakGrowth([&] {
        if (engine == "eager") {
            const c10::InferenceMode noGradients;
            network->forward(image);
        } else if (engine == "onnx") {
            const OnnxRuntime runtime(onnxRuntime);
            OnnxSession session(runtime, onnxModel(graph), graph.values[graph.input],
                                graph.values[graph.output], cores());
            session.run(input, output);
        } else {
            const FastNetwork fast(graph,
                                   engine == "fast" ? FastNetwork::Instructions::Best : halves);
            WorkerPool::Team team(WorkerPool::shared(), cores());
            FastNetwork::Buffers buffers(fast, cores());
            fast.run(input, output, buffers, team);
            rows.push_back(
                megabytes(one, "packed weights", engine, static_cast<double>(fast.weightBytes())));
            rows.push_back(megabytes(one, "arena of one plane", engine,
                                     static_cast<double>(fast.bufferBytes(1))));
        }
    });
}

int printPeak(const std::string& engine, const NetworkCase& one, const std::string& onnxRuntime,
              bool isVolume) {
    std::vector<Measurement> rows;
    if (engine != "fast bf16" || FastNetwork::has(halves)) {
        const double bytes = isVolume ? peakOfVolume(engine, one, onnxRuntime)
                                      : peakOfPlane(engine, one, onnxRuntime, rows);
        rows.push_back(megabytes(
            one, std::string(isVolume ? "60 planes, " : "") + "memory beyond LibTorch's network",
            engine, bytes));
    }
    std::cout << toJson(rows);
    return 0;
}

int runAll(const InferenceSettings& settings) {
    std::vector<Measurement> rows;
    for (const NetworkCase& one : networkCases()) {
        if (settings.network.empty() || settings.network == one.name) {
            addSlice(one, settings, rows);
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
    laurel::bench::InferenceSettings settings;
    std::vector<std::string> peak;
    CLI::App app("Inference engines side by side, as JSON");
    app.add_option("--runs", settings.runs)->check(CLI::Range(1, 1000));
    app.add_option("--onnxruntime", settings.onnxRuntime);
    app.add_option("--network", settings.network);
    app.add_option("--instructions", settings.instructions, "of the fast engine; else the best")
        ->transform(CLI::CheckedTransformer(laurel::bench::instructionNames));
    app.add_option("--peak", peak, "ENGINE NETWORK")->expected(2);
    bool isVolume = false;
    app.add_flag("--volume", isVolume, "the peak of 60 planes instead of one");
    std::string profile;
    app.add_option("--profile", profile, "NETWORK");
    CLI11_PARSE(app, argc, argv);
    try {
        if (!profile.empty()) {
            return laurel::bench::printProfile(profile, settings.instructions);
        }
        return peak.empty()
                   ? laurel::bench::runAll(settings)
                   : laurel::bench::printPeak(peak[0], laurel::bench::networkCaseNamed(peak[1]),
                                              settings.onnxRuntime, isVolume);
    } catch (const laurel::Error& error) {
        std::cerr << "bench_inference: " << error.what() << "\n";
        return 1;
    }
}
