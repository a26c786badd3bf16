#pragma once

#include "laurel/sdk/network.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <torch/version.h>
#include <vector>

/// The binary contract between Laurel and a plugin, a shared library `liblaurel_plugin_<name>.so`
/// that builds networks of one architecture. See docs/plugin-guide.md.
namespace laurel {

/// What a manifest asks of its plugin. Valid during the call only.
struct NetworkRequest {
    const nlohmann::json& hyperparameters; ///< every field bounded and unknown ones refused
    int axes = 2;     ///< of the input: 2 for slices, 3 for volumes; see requireAxes
    int channels = 1; ///< of the input, 1 or more
    int classes = 2;  ///< channels of the output, background included, 2 or more
    /// The package's network.pt, whose digest was found to be the manifest's; empty where the
    /// manifest names none.
    std::span<const std::byte> program;
};

/// @throws Error InvalidInput when the manifest's `input.axes` are not those that a plugin serves
void requireAxes(const NetworkRequest& request, int axes);

/// What a plugin implements. Stateless and thread-safe.
class NetworkFactory {
  public:
    virtual ~NetworkFactory() = default;

    /// All tensors of the network that `create` would make, by arithmetic alone: nothing of the
    /// network's size is allocated, so that a hostile manifest costs nothing.
    /// @throws Error InvalidInput naming the hyperparameter, what was expected and what came
    virtual std::vector<TensorSpec> describe(const NetworkRequest& request) const = 0;

    /// The network with random weights from LibTorch's global generator. @throws as describe
    virtual std::unique_ptr<Network> create(const NetworkRequest& request) const = 0;
};

} // namespace laurel

/// Raised whenever Network, NetworkFactory, StateDict or this structure change in layout.
#define LAUREL_PLUGIN_ABI 2U

#define LAUREL_STRING_(text) #text
#define LAUREL_STRING(text) LAUREL_STRING_(text)

#if defined(__clang__)
#define LAUREL_COMPILER "clang " LAUREL_STRING(__clang_major__)
#else
#define LAUREL_COMPILER "gcc " LAUREL_STRING(__GNUC__)
#endif

#define LAUREL_JSON_VERSION                                                                        \
    LAUREL_STRING(NLOHMANN_JSON_VERSION_MAJOR)                                                     \
    "." LAUREL_STRING(NLOHMANN_JSON_VERSION_MINOR) "." LAUREL_STRING(NLOHMANN_JSON_VERSION_PATCH)

extern "C" {

/// Plain C, so that it can be read before it is known whether C++ calls would work. Everything up
/// to `makeFactory` is compared with the host's own values first. All pointers live forever.
struct LaurelPluginInfo {
    std::uint32_t size;       ///< sizeof(LaurelPluginInfo)
    std::uint32_t abi;        ///< LAUREL_PLUGIN_ABI
    std::uint32_t cxx11Abi;   ///< _GLIBCXX_USE_CXX11_ABI
    const char* compiler;     ///< LAUREL_COMPILER
    const char* torchVersion; ///< TORCH_VERSION
    const char* jsonVersion;  ///< LAUREL_JSON_VERSION
    const char* name;         ///< equals the <name> of the file
    const char* version;      ///< "major.minor"; the manifest asks for one
    /// A laurel::NetworkFactory that lives until the process ends.
    const laurel::NetworkFactory* (*makeFactory)();
};

/// The one symbol a plugin exports.
using LaurelPluginEntry = const LaurelPluginInfo* (*)();
}

/// Defines a plugin's entry point; once per plugin, outside any namespace.
#define LAUREL_PLUGIN(Factory, pluginName, pluginVersion)                                          \
    extern "C" __attribute__((visibility("default"))) const LaurelPluginInfo*                      \
    laurel_plugin_info() {                                                                         \
        static const LaurelPluginInfo info{sizeof(LaurelPluginInfo),                               \
                                           LAUREL_PLUGIN_ABI,                                      \
                                           _GLIBCXX_USE_CXX11_ABI,                                 \
                                           LAUREL_COMPILER,                                        \
                                           TORCH_VERSION,                                          \
                                           LAUREL_JSON_VERSION,                                    \
                                           pluginName,                                             \
                                           pluginVersion,                                          \
                                           []() -> const laurel::NetworkFactory* {                 \
                                               static const Factory factory;                       \
                                               return &factory;                                    \
                                           }};                                                     \
        return &info;                                                                              \
    }
