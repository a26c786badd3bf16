#include "laurel/base/error.h"
#include "laurel/engine/runtime_interface.h"
#include "laurel/runtime/compiled_models.h"
#include "laurel/runtime/confirmed_inference.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/runtime/statistics_calibration.h"
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
        const auto inference = chosen(options.engine, options.threads, preparing, cancel);
        return complete(inference ? pipeline_.segment(*inference, image, options, progress, cancel)
                                  : pipeline_.segment(*network_, image, options, progress, cancel),
                        options.engine, preparing);
    }

    SegmentationResult segment(const PreparedImage& image, int threads, ProgressSink& progress,
                               const CancellationToken& cancel) override {
        double preparing = 0;
        const auto inference = chosen(EngineKind::Auto, threads, preparing, cancel);
        return complete(inference ? pipeline_.segment(*inference, image, progress, cancel)
                                  : pipeline_.segment(*network_, image, threads, progress, cancel),
                        EngineKind::Auto, preparing);
    }

    double loadSeconds = 0;

  private:
    /// Null: LibTorch. Compiles when it is first asked to.
    std::unique_ptr<PlaneInference> chosen(EngineKind kind, int threads, double& seconds,
                                           const CancellationToken& cancel) {
        if (kind == EngineKind::Eager) {
            return nullptr;
        }
        Stopwatch watch;
        const bool isCompiled = single_.compiles(*this, cancel);
        const bool hasHalves =
            isCompiled && kind == EngineKind::FastBf16 && halves_.compiles(*this, cancel);
        seconds = watch.lap();
        if (!isCompiled && kind != EngineKind::Auto) {
            throw Error(ErrorCode::Unsupported, "engine fast: " + single_.whyNot);
        }
        if (hasHalves) {
            return std::make_unique<ConfirmedInference>(halves_.model->inference(threads),
                                                        single_.model->inference(threads));
        }
        return isCompiled ? single_.model->inference(threads) : nullptr;
    }

    /// One try to compile, made once; again where it was cancelled.
    struct Attempt {
        Precision precision;
        std::shared_ptr<const CompiledModel> model;
        std::string whyNot{}; ///< empty while nobody tried

        bool compiles(NetworkModel& of, const CancellationToken& cancel) {
            if (!model && whyNot.empty()) {
                try {
                    model = of.compiledModels_->get(*of.network_, of.manifest_, of.key(), precision,
                                                    cancel);
                } catch (const Error& error) {
                    if (error.code() != ErrorCode::Unsupported) {
                        throw;
                    }
                    whyNot = error.what();
                }
            }
            return model != nullptr;
        }
    };

    const std::string& key() {
        if (key_.empty()) {
            key_ = CompiledModels::keyOf(manifest_, weights_);
            weights_ = {}; // the network has them
        }
        return key_;
    }

    std::string noteFor(EngineKind kind) const {
        switch (kind) {
        case EngineKind::Auto:
            return single_.whyNot;
        case EngineKind::FastBf16:
            return halves_.whyNot;
        default:
            return "";
        }
    }

    SegmentationResult complete(SegmentationResult result, EngineKind kind,
                                double preparing) const {
        result.engineNote += noteFor(kind);
        result.seconds.load = loadSeconds + preparing;
        result.seconds.total += result.seconds.load;
        return result;
    }

    ModelManifest manifest_;
    StateDict weights_; ///< until the key is known
    std::string key_;
    SegmentationPipeline pipeline_;
    std::unique_ptr<Network> network_;
    std::shared_ptr<CompiledModels> compiledModels_;
    Attempt single_{Precision::Single, nullptr};
    Attempt halves_{Precision::Bfloat16, nullptr};
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

    StateDict calibrateStatistics(const ModelManifest& manifest, const StateDict& weights,
                                  const PreparedImages& images, int threads,
                                  const CancellationToken& cancel) override {
        const std::unique_ptr<Network> network = host_.loadNetwork(manifest, weights);
        return calibratedStatistics(*network, manifest, images, threads, cancel);
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
