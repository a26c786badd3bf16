#include "laurel/engine/engine.h"

#include "laurel/base/error.h"
#include "laurel/base/own_libraries.h"
#include "laurel/engine/runtime_interface.h"

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <sstream>
#include <string_view>

namespace laurel {

namespace {

constexpr const char* libraryName = "liblaurel_runtime.so";

std::vector<std::filesystem::path> foldersFromEnvironment() {
    std::vector<std::filesystem::path> folders;
    if (const char* value = std::getenv("LAUREL_PLUGINS")) {
        std::istringstream list(value);
        for (std::string folder; std::getline(list, folder, ':');) {
            if (!folder.empty()) {
                folders.emplace_back(folder);
            }
        }
    }
    return folders;
}

/// The library stays open: LibTorch does not survive being closed.
const LaurelRuntimeInfo& openRuntime(const std::filesystem::path& file) {
    if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
        throw Error(ErrorCode::NotFound, file.string() + ": Laurel's runtime library is missing");
    }
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        throw Error(ErrorCode::Unsupported, file.string() + ": not loadable: " + dlerror());
    }
    void* symbol = dlsym(library, "laurel_runtime_info");
    LaurelRuntimeEntry entry = nullptr;
    static_assert(sizeof(entry) == sizeof(symbol));
    std::memcpy(&entry, &symbol, sizeof(entry));
    const LaurelRuntimeInfo* info = entry == nullptr ? nullptr : entry();
    if (info == nullptr || info->size != sizeof(LaurelRuntimeInfo) || info->abi != runtimeAbi ||
        std::string_view(info->version) != LAUREL_VERSION) {
        throw Error(ErrorCode::Unsupported,
                    file.string() + ": not the runtime library of Laurel " LAUREL_VERSION);
    }
    return *info;
}

} // namespace

EngineKind engineKindNamed(std::string_view name) {
    if (name == "auto") {
        return EngineKind::Auto;
    }
    if (name == "eager") {
        return EngineKind::Eager;
    }
    if (name == "fast") {
        return EngineKind::Fast;
    }
    if (name == "fast-bf16") {
        return EngineKind::FastBf16;
    }
    throw Error(ErrorCode::InvalidArgument,
                "engine: expected auto, eager, fast or fast-bf16, not '" + std::string(name) + "'");
}

class Engine::Runtime {
  public:
    explicit Runtime(const Folders& folders)
        : implementation_(openRuntime(folders.runtimeLibrary).makeRuntime(folders.pluginFolders)) {}

    ModelRuntime& interface() { return *implementation_; }

  private:
    std::unique_ptr<ModelRuntime> implementation_;
};

Engine::Folders Engine::defaultFolders() {
    const std::filesystem::path library = ownLibrary(libraryName);
    Folders folders{library, foldersFromEnvironment()};
    folders.pluginFolders.push_back(library.parent_path() / "plugins");
    return folders;
}

void Engine::prepareProcess() noexcept {
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
}

Engine::Engine(Folders folders) : folders_(std::move(folders)) {}

Engine::~Engine() = default;

Engine::Runtime& Engine::runtime() {
    const std::lock_guard lock(mutex_);
    if (!runtime_) {
        runtime_ = std::make_unique<Runtime>(folders_);
    }
    return *runtime_;
}

std::unique_ptr<SegmentationModel> Engine::load(const ModelPackage& package) {
    return load(package.manifest(), package.weights());
}

std::unique_ptr<SegmentationModel> Engine::load(const ModelManifest& manifest,
                                                const StateDict& weights) {
    return runtime().interface().load(manifest, weights);
}

std::shared_ptr<const PreparedImage> Engine::prepare(const ModelManifest& manifest,
                                                     const Volume& image, std::int64_t frame,
                                                     const CancellationToken& cancel) {
    return runtime().interface().prepare(manifest, image, frame, cancel);
}

StateDict Engine::calibrateStatistics(const ModelManifest& manifest, const StateDict& weights,
                                      const PreparedImages& images, int threads,
                                      const CancellationToken& cancel) {
    return runtime().interface().calibrateStatistics(manifest, weights, images, threads, cancel);
}

TrainResult Engine::train(const ModelManifest& manifest, const SampleSource& samples,
                          const std::vector<TrainingCase>& validation, const TrainOptions& options,
                          const std::function<void(const TrainingEvent&)>& onEvent,
                          const CancellationToken& cancel) {
    return runtime().interface().train(manifest, samples, validation, options, onEvent, cancel);
}

FineTuneResult Engine::fineTune(const ModelPackage& base, const std::vector<ReviewedCase>& cases,
                                const FineTuneOptions& options,
                                const std::function<void(const FineTuneEvent&)>& onEvent,
                                const CancellationToken& cancel) {
    FineTuneBase origin = fineTuneBaseOf(base); // first: the folder may be replaced meanwhile
    FineTuneResult result = runtime().interface().fineTune(base, cases, options, onEvent, cancel);
    result.base = std::move(origin);
    return result;
}

} // namespace laurel
