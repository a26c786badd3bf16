#pragma once

#include "laurel/package/manifest.h"
#include "laurel/sdk/network.h"
#include "laurel/weights/state_dict.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace laurel {

class NetworkFactory;

/// Finds, checks and opens plugins, and builds networks through them. Thread-safe.
///
/// A plugin is native code, so it must come from a folder that only root or the user can write, and
/// its entry point's versions are compared before any C++ call. Plugins are never closed: their
/// networks, exceptions and LibTorch's registries may outlive this object.
class PluginHost {
  public:
    /// @param folders searched in order for liblaurel_plugin_<name>.so; absent ones are skipped
    explicit PluginHost(std::vector<std::filesystem::path> folders);

    /// What the manifest's network consists of, without building it.
    /// @throws Error NotFound (no such plugin), PermissionDenied (whose file or folder others could
    ///         write), Unsupported (built for another Laurel, LibTorch or compiler, or older than
    ///         the manifest's plugin.version or min_torch), InvalidInput (hyperparameters)
    std::vector<TensorSpec> describe(const ModelManifest& manifest);

    /// The manifest's network with random weights, in inference mode. @throws as describe
    std::unique_ptr<Network> createNetwork(const ModelManifest& manifest);

    /// The manifest's network with these weights. Names, shapes and types are compared before the
    /// network is built. @throws as describe, and InvalidInput naming the tensor that differs
    std::unique_ptr<Network> loadNetwork(const ModelManifest& manifest, const StateDict& weights);

  private:
    const NetworkFactory& factory(const ModelManifest& manifest);
    const NetworkFactory& open(const ModelPlugin& plugin);
    std::filesystem::path find(const std::string& name) const;

    struct Opened {
        const NetworkFactory* factory;
        std::string version;
    };

    std::vector<std::filesystem::path> folders_;
    std::mutex mutex_;
    std::map<std::string, Opened> opened_; ///< guarded by mutex_
};

} // namespace laurel
