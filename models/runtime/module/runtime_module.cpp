#include "laurel/base/error.h"
#include "laurel/engine/runtime_interface.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/plugin_host.h"
#include "laurel/training/fine_tuner.h"
#include "laurel/training/trainer.h"

#include <chrono>

namespace laurel {

namespace {

class NetworkModel final : public SegmentationModel {
  public:
    NetworkModel(const ModelManifest& manifest, const StateDict& weights, PluginHost& host)
        : pipeline_(manifest), network_(host.loadNetwork(manifest, weights)) {}

    SegmentationResult segment(const Volume& image, const SegmentOptions& options,
                               ProgressSink& progress, const CancellationToken& cancel) override {
        return withLoading(pipeline_.segment(*network_, image, options, progress, cancel));
    }

    SegmentationResult segment(const PreparedImage& image, int threads, ProgressSink& progress,
                               const CancellationToken& cancel) override {
        return withLoading(pipeline_.segment(*network_, image, threads, progress, cancel));
    }

    double loadSeconds = 0;

  private:
    SegmentationResult withLoading(SegmentationResult result) const {
        result.seconds.load = loadSeconds;
        result.seconds.total += loadSeconds;
        return result;
    }

    SegmentationPipeline pipeline_;
    std::unique_ptr<Network> network_;
};

class TorchRuntime final : public ModelRuntime {
  public:
    explicit TorchRuntime(const std::vector<std::filesystem::path>& pluginFolders)
        : host_(pluginFolders) {}

    std::unique_ptr<SegmentationModel> load(const ModelManifest& manifest,
                                            const StateDict& weights) override {
        using Clock = std::chrono::steady_clock;
        const Clock::time_point start = Clock::now();
        auto model = std::make_unique<NetworkModel>(manifest, weights, host_);
        model->loadSeconds = std::chrono::duration<double>(Clock::now() - start).count();
        return model;
    }

    std::shared_ptr<const PreparedImage> prepare(const ModelManifest& manifest, const Volume& image,
                                                 std::int64_t frame,
                                                 const CancellationToken& cancel) override {
        return SegmentationPipeline(manifest).prepare(image, frame, cancel);
    }

    TrainResult train(const ModelManifest& manifest, const SampleSource& samples,
                      const std::vector<TrainingCase>& validation, const TrainOptions& options,
                      const std::function<void(const TrainingEvent&)>& onEvent,
                      const CancellationToken& cancel) override {
        return trainNetwork(manifest, host_, samples, validation, options, onEvent, cancel);
    }

    FineTuneResult fineTune(const ModelPackage& base, const std::vector<ReviewedCase>& cases,
                            const FineTuneOptions& options,
                            const std::function<void(const FineTuneEvent&)>& onEvent,
                            const CancellationToken& cancel) override {
        return fineTuneNetwork(base, host_, cases, options, onEvent, cancel);
    }

  private:
    PluginHost host_;
};

} // namespace

} // namespace laurel

extern "C" __attribute__((visibility("default"))) const LaurelRuntimeInfo* laurel_runtime_info() {
    static const LaurelRuntimeInfo info{
        sizeof(LaurelRuntimeInfo), laurel::runtimeAbi, LAUREL_VERSION,
        [](const std::vector<std::filesystem::path>& pluginFolders) -> laurel::ModelRuntime* {
            return new laurel::TorchRuntime(pluginFolders);
        }};
    return &info;
}
