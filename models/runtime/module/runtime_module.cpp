#include "laurel/base/error.h"
#include "laurel/engine/runtime_interface.h"
#include "laurel/runtime/compiled_models.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/runtime/stopwatch.h"
#include "laurel/sdk/plugin_host.h"
#include "laurel/training/fine_tuner.h"
#include "laurel/training/trainer.h"

namespace laurel {

namespace {

class NetworkModel final : public SegmentationModel {
  public:
    NetworkModel(const ModelManifest& manifest, const StateDict& weights, PluginHost& host,
                 std::shared_ptr<CompiledModels> compiledModels)
        : manifest_(manifest), weights_(weights), pipeline_(manifest),
          network_(host.loadNetwork(manifest, weights)),
          compiledModels_(std::move(compiledModels)) {}

    SegmentationResult segment(const Volume& image, const SegmentOptions& options,
                               ProgressSink& progress, const CancellationToken& cancel) override {
        double preparing = 0;
        const auto inference = chosen(options.engine, options.threads, preparing);
        return complete(inference ? pipeline_.segment(*inference, image, options, progress, cancel)
                                  : pipeline_.segment(*network_, image, options, progress, cancel),
                        options.engine, preparing);
    }

    SegmentationResult segment(const PreparedImage& image, int threads, ProgressSink& progress,
                               const CancellationToken& cancel) override {
        double preparing = 0;
        const auto inference = chosen(EngineKind::Auto, threads, preparing);
        return complete(inference ? pipeline_.segment(*inference, image, progress, cancel)
                                  : pipeline_.segment(*network_, image, threads, progress, cancel),
                        EngineKind::Auto, preparing);
    }

    double loadSeconds = 0;

  private:
    /// Null: LibTorch. Compiles when it is first asked to.
    std::unique_ptr<PlaneInference> chosen(EngineKind kind, int threads, double& seconds) {
        if (kind == EngineKind::Eager) {
            return nullptr;
        }
        if (!compiled_ && whyEager_.empty()) {
            Stopwatch watch;
            compile();
            seconds = watch.lap();
        }
        if (!compiled_ && kind == EngineKind::Fast) {
            throw Error(ErrorCode::Unsupported, "engine fast: " + whyEager_);
        }
        return compiled_ ? compiled_->inference(threads) : nullptr;
    }

    void compile() {
        try {
            compiled_ = compiledModels_->get(*network_, manifest_, weights_);
            weights_ = {}; // the network has them
        } catch (const Error& error) {
            if (error.code() != ErrorCode::Unsupported) {
                throw;
            }
            whyEager_ = error.what();
        }
    }

    SegmentationResult complete(SegmentationResult result, EngineKind kind,
                                double preparing) const {
        result.engineNote = kind == EngineKind::Auto ? whyEager_ : "";
        result.seconds.load = loadSeconds + preparing;
        result.seconds.total += result.seconds.load;
        return result;
    }

    ModelManifest manifest_;
    StateDict weights_; ///< until it is compiled
    SegmentationPipeline pipeline_;
    std::unique_ptr<Network> network_;
    std::shared_ptr<CompiledModels> compiledModels_;
    std::shared_ptr<const CompiledModel> compiled_;
    std::string whyEager_; ///< why it could not be compiled; empty while nobody tried
};

class TorchRuntime final : public ModelRuntime {
  public:
    explicit TorchRuntime(const std::vector<std::filesystem::path>& pluginFolders)
        : host_(pluginFolders) {}

    std::unique_ptr<SegmentationModel> load(const ModelManifest& manifest,
                                            const StateDict& weights) override {
        Stopwatch watch;
        auto model = std::make_unique<NetworkModel>(manifest, weights, host_, compiledModels_);
        model->loadSeconds = watch.lap();
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
    std::shared_ptr<CompiledModels> compiledModels_ = std::make_shared<CompiledModels>();
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
