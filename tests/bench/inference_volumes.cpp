#include "inference_volumes.h"

#include "convolution_floor.h"
#include "fast_inference.h"
#include "laurel/tracing/trace.h"
#include "plan.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

namespace laurel::bench {

namespace {

constexpr std::int64_t planes = 60;

void runEager(Network& network, std::int64_t size, std::int64_t batch) {
    at::set_num_threads(cores());
    const c10::InferenceMode noGradients;
    const at::Tensor images = at::full({batch, 1, size, size}, 0.5F);
    for (std::int64_t first = 0; first < planes; first += batch) {
        at::softmax(network.forward(images), 1);
    }
}

/// How many planes at once LibTorch computes fastest.
std::int64_t bestBatch(Network& network, std::int64_t size) {
    std::int64_t best = 1;
    double least = 1e9;
    for (const std::int64_t batch : {1, 2, 4}) {
        const double seconds =
            medians({{"", [&] { runEager(network, size, batch); }}}, 1, 1).at("");
        if (seconds < least) {
            least = seconds;
            best = batch;
        }
    }
    return best;
}

void runCompiled(PlaneInference& inference, std::int64_t size) {
    const NetworkPlane plane{
        {size, size}, std::vector<float>(static_cast<std::size_t>(size * size), 0.5F), {}};
    const PlaneJob job{static_cast<std::size_t>(planes),
                       [&](std::size_t) { return NetworkPlane(plane); },
                       [](std::size_t, const NetworkPlane&, std::span<const float>) {}};
    SegmentTimes ignored;
    inference.run(job, ignored, {});
}

void runOnnx(OnnxSession& session, const Graph& graph) {
    const std::vector<float> input(static_cast<std::size_t>(graph.values[graph.input].values()),
                                   0.5F);
    std::vector<float> output(static_cast<std::size_t>(graph.values[graph.output].values()));
    for (std::int64_t plane = 0; plane < planes; ++plane) {
        session.run(input, output);
    }
}

std::shared_ptr<PlaneInference> compiled(const Graph& graph,
                                         FastNetwork::Instructions instructions) {
    return std::make_shared<FastInference>(std::make_shared<const FastNetwork>(graph, instructions),
                                           0);
}

} // namespace

void addVolume(const NetworkCase& one, const InferenceSettings& settings,
               std::vector<Measurement>& rows) {
    const std::shared_ptr<Network> network = networkOf(one);
    const Graph graph = traceNetwork(*network, {1, one.size, one.size});
    const std::int64_t batch = bestBatch(*network, one.size);
    Runners runners{{"eager", [&] { runEager(*network, one.size, batch); }}};
    for (const auto& [name, instructions] : fastEngines(settings)) {
        runners.emplace_back(name, [&one, inference = compiled(graph, instructions)] {
            runCompiled(*inference, one.size);
        });
    }
    if (!settings.onnxRuntime.empty()) {
        runners.emplace_back("ONNX Runtime",
                             [&graph, session = fasterOnnxSession(settings.onnxRuntime, graph)] {
                                 runOnnx(*session, graph);
                             });
    }
    if (ConvolutionFloor::isAvailable()) {
        auto floor = std::make_shared<ConvolutionFloor>(simplified(graph), cores());
        runners.emplace_back("floor", [floor] {
            for (std::int64_t plane = 0; plane < planes; ++plane) {
                floor->run();
            }
        });
    }
    addComparisons(one.name + ", 60 planes", medians(runners, settings.runs, 1), rows);
}

double peakOfVolume(const std::string& engine, const NetworkCase& one,
                    const std::string& onnxRuntime) {
    const auto network = networkOf(one);
    const Graph graph = traceNetwork(*network, {1, one.size, one.size});
    return peakGrowth([&] {
        if (engine == "eager") {
            runEager(*network, one.size, 1);
        } else if (engine == "onnx") {
            runOnnx(*fasterOnnxSession(onnxRuntime, graph), graph);
        } else {
            const auto instructions = engine == "fast" ? FastNetwork::Instructions::Best : halves;
            runCompiled(*compiled(graph, instructions), one.size);
        }
    });
}

} // namespace laurel::bench
