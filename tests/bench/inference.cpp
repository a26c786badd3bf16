#include "bench.h"

#include "laurel/engine/engine.h"
#include "laurel/synthesis/limb_phantom.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace laurel::bench {

namespace {

double median(std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + std::ssize(values) / 2);
    return values[values.size() / 2];
}

/// Of the shipped leg model on thirty slices of both legs, from voxels to labels.
struct VolumeTimes {
    std::vector<double> whole;
    std::vector<double> network;
    std::vector<double> first;
};

/// By each engine in turn; of those that the processor has.
std::map<std::string, VolumeTimes> volumeTimes(int runs) {
    const auto package = ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models" /
                                            "packages" / "leg");
    Engine engine;
    const auto model = engine.load(package);
    LimbPhantomSettings phantomSettings;
    phantomSettings.seed = 11;
    phantomSettings.slices = 30;
    const SyntheticCase phantom = makeLegPhantom(phantomSettings);
    NoProgress silent;
    std::map<std::string, VolumeTimes> times;
    for (int run = -1; run < runs; ++run) {
        for (const char* kind : {"eager", "fast", "fast-bf16"}) {
            SegmentOptions options;
            options.engine = engineKindNamed(kind);
            const SegmentationResult result = model->segment(phantom.image, options, silent, {});
            if (run < 0 || !result.engineNote.empty()) {
                continue; // warming up, or another engine stood in
            }
            VolumeTimes& own = times[kind];
            own.whole.push_back(result.seconds.total - result.seconds.load);
            own.network.push_back(result.seconds.infer);
            own.first.push_back(result.seconds.firstSlice.value());
        }
    }
    return times;
}

std::vector<Measurement> wholeVolume(int runs) {
    const std::string what = "leg, 30 slices of both legs: ";
    const auto times = volumeTimes(runs);
    const double eager = median(times.at("eager").whole);
    std::vector<Measurement> rows;
    for (const auto& [kind, own] : times) {
        if (kind == "eager") {
            continue;
        }
        const double whole = median(own.whole);
        rows.push_back(compare(what + kind, whole, "eager", eager, kind == "fast" ? 0.5 : 0.25));
        rows.push_back(
            compare(what + kind, whole, "its network alone", median(own.network), std::nullopt));
        rows.push_back({what + kind, whole * 1e3, "ms", "", std::nullopt, 3000});
        rows.push_back({"leg, first slice of them: " + kind, median(own.first) * 1e3, "ms", "",
                        std::nullopt, 250});
    }
    return rows;
}

/// The program that sees LibTorch.
std::string program() {
    const char* onnxRuntime = std::getenv("LAUREL_ONNXRUNTIME");
    const std::string option =
        onnxRuntime == nullptr ? "" : " --onnxruntime '" + std::string(onnxRuntime) + "'";
    return "'" + (executableFolder() / "bench_inference").string() + "'" + option;
}

std::vector<Measurement> peaks() {
    std::vector<std::string> kinds{"eager", "fast", "fast bf16"};
    if (std::getenv("LAUREL_ONNXRUNTIME") != nullptr) {
        kinds.emplace_back("onnx");
    }
    std::vector<Measurement> measured;
    for (const std::string& kind : kinds) {
        for (const char* network : {"limb_muscle slim 112", "limb_muscle full 216",
                                    "unet2d 1.9M 256", "unet2d 7.8M 256"}) {
            for (const char* volume : {"", " --volume"}) {
                for (Measurement& row :
                     rowsOf(program() + " --peak '" + kind + "' '" + network + "'" + volume)) {
                    measured.push_back(std::move(row));
                }
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
