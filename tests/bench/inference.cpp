#include "bench.h"

#include "laurel/engine/engine.h"
#include "laurel/synthesis/limb_phantom.h"

#include <algorithm>
#include <cstdlib>

namespace laurel::bench {

namespace {

double median(std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + std::ssize(values) / 2);
    return values[values.size() / 2];
}

/// The shipped leg model on thirty slices of both legs, from voxels to labels, by either engine in
/// turn.
std::vector<Measurement> wholeVolume(int runs) {
    const auto package = ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models" /
                                            "packages" / "leg");
    Engine engine;
    const auto model = engine.load(package);
    LimbPhantomSettings phantomSettings;
    phantomSettings.seed = 11;
    phantomSettings.slices = 30;
    const SyntheticCase phantom = makeLegPhantom(phantomSettings);
    NoProgress silent;
    std::vector<double> eager;
    std::vector<double> fast;
    std::vector<double> network;
    std::vector<double> first;
    for (int run = -1; run < runs; ++run) {
        for (const EngineKind kind : {EngineKind::Eager, EngineKind::Fast}) {
            SegmentOptions options;
            options.engine = kind;
            const SegmentTimes times = model->segment(phantom.image, options, silent, {}).seconds;
            if (run < 0) {
                continue;
            }
            const double seconds = times.total - times.load;
            if (kind == EngineKind::Eager) {
                eager.push_back(seconds);
            } else {
                fast.push_back(seconds);
                network.push_back(times.infer);
                first.push_back(times.firstSlice);
            }
        }
    }
    return {compare("leg, 30 slices of both legs: fast", median(fast), "eager", median(eager), 0.5),
            compare("leg, 30 slices of both legs: fast", median(fast), "its network alone",
                    median(network), std::nullopt),
            {"leg, 30 slices of both legs: fast", median(fast) * 1e3, "ms", "", std::nullopt, 3000},
            {"leg, first slice of them: fast", median(first) * 1e3, "ms", "", std::nullopt, 250}};
}

/// The program that sees LibTorch.
std::string program() {
    const char* onnxRuntime = std::getenv("LAUREL_ONNXRUNTIME");
    const std::string option =
        onnxRuntime == nullptr ? "" : " --onnxruntime '" + std::string(onnxRuntime) + "'";
    return "'" + (executableFolder() / "bench_inference").string() + "'" + option;
}

std::vector<Measurement> peaks() {
    std::vector<std::string> kinds{"eager", "fast"};
    if (std::getenv("LAUREL_ONNXRUNTIME") != nullptr) {
        kinds.push_back("onnx");
    }
    std::vector<Measurement> measured;
    for (const std::string& kind : kinds) {
        for (const char* network : {"limb_muscle slim 112", "limb_muscle full 216",
                                    "unet2d 1.9M 256", "unet2d 7.8M 256"}) {
            for (Measurement& row : rowsOf(program() + " --peak " + kind + " '" + network + "'")) {
                measured.push_back(std::move(row));
            }
        }
    }
    return measured;
}

} // namespace

std::vector<Measurement> inference() {
    constexpr int runs = 15;
    std::vector<Measurement> rows = wholeVolume(runs);
    for (auto part : {rowsOf(program() + " --runs " + std::to_string(runs)), peaks()}) {
        std::ranges::move(part, std::back_inserter(rows));
    }
    return rows;
}

} // namespace laurel::bench
