#pragma once

#include "laurel/engine/engine.h"

#include <cstdint>

/// What liblaurel_runtime.so offers to Engine: one C entry point that gives a C++ object without
/// LibTorch in its interface. Both are built together; the entry point lets an old library say so.
namespace laurel {

class ModelRuntime {
  public:
    virtual ~ModelRuntime() = default;

    virtual std::unique_ptr<SegmentationModel> load(const ModelManifest& manifest,
                                                    const StateDict& weights) = 0;

    virtual std::shared_ptr<const PreparedImage> prepare(const ModelManifest& manifest,
                                                         const Volume& image, std::int64_t frame,
                                                         const CancellationToken& cancel) = 0;

    virtual StateDict calibrateStatistics(const ModelManifest& manifest, const StateDict& weights,
                                          const PreparedImages& images, int threads,
                                          const CancellationToken& cancel) = 0;

    virtual TrainResult train(const ModelManifest& manifest, const SampleSource& samples,
                              const std::vector<TrainingCase>& validation,
                              const TrainOptions& options,
                              const std::function<void(const TrainingEvent&)>& onEvent,
                              const CancellationToken& cancel) = 0;

    /// Engine::fineTune but for FineTuneResult::base.
    virtual FineTuneResult fineTune(const ModelPackage& base,
                                    const std::vector<ReviewedCase>& cases,
                                    const FineTuneOptions& options,
                                    const std::function<void(const FineTuneEvent&)>& onEvent,
                                    const CancellationToken& cancel) = 0;
};

/// Raised whenever a type in engine.h or below it changes in layout.
inline constexpr std::uint32_t runtimeAbi = 8;

} // namespace laurel

extern "C" {

struct LaurelRuntimeInfo {
    std::uint32_t size;  ///< sizeof(LaurelRuntimeInfo)
    std::uint32_t abi;   ///< laurel::runtimeAbi
    const char* version; ///< of Laurel, as the executable's
    /// Made with new; the caller deletes it. @param pluginFolders as PluginHost
    laurel::ModelRuntime* (*makeRuntime)(const std::vector<std::filesystem::path>& pluginFolders);
};

using LaurelRuntimeEntry = const LaurelRuntimeInfo* (*)();
}
