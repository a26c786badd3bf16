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
    NetworkModel(const ModelPackage& package, PluginHost& host)
        : pipeline_(package.manifest()),
          network_(host.loadNetwork(package.manifest(), package.weights())) {}

    SegmentationResult segment(const Volume& image, const SegmentOptions& options,
                               ProgressSink& progress, const CancellationToken& cancel) override {
        SegmentationResult result = pipeline_.segment(*network_, image, options, progress, cancel);
        result.seconds.load = loadSeconds;
        result.seconds.total += loadSeconds;
        return result;
    }

    double loadSeconds = 0;

  private:
    SegmentationPipeline pipeline_;
    std::unique_ptr<Network> network_;
};

class TorchRuntime final : public ModelRuntime {
  public:
    explicit TorchRuntime(const std::vector<std::filesystem::path>& pluginFolders)
        : host_(pluginFolders) {}

    std::unique_ptr<SegmentationModel> load(const ModelPackage& package) override {
        using Clock = std::chrono::steady_clock;
        const Clock::time_point start = Clock::now();
        auto model = std::make_unique<NetworkModel>(package, host_);
        model->loadSeconds = std::chrono::duration<double>(Clock::now() - start).count();
        return model;
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
