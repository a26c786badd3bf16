#include "laurel/sdk/plugin_host.h"

#include "laurel/base/error.h"
#include "laurel/sdk/plugin.h"
#include "laurel/sdk/torch_errors.h"
#include "plugin_file.h"

namespace laurel {

namespace {

/// Lets nothing but laurel::Error out of a plugin's network.
class GuardedNetwork final : public Network {
  public:
    GuardedNetwork(std::unique_ptr<Network> network, std::string what)
        : network_(std::move(network)), what_(std::move(what)) {}

    at::Tensor forward(const at::Tensor& images) override {
        return translatingTorchErrors(what_, [&] { return network_->forward(images); });
    }
    StateDict state() const override {
        return translatingTorchErrors(what_, [&] { return network_->state(); });
    }
    void loadState(const StateDict& state) override {
        translatingTorchErrors(what_, [&] { network_->loadState(state); });
    }
    std::vector<at::Tensor> parameters() override {
        return translatingTorchErrors(what_, [&] { return network_->parameters(); });
    }
    void train(bool on) override {
        translatingTorchErrors(what_, [&] { network_->train(on); });
    }
    void moveTo(const at::Device& device) override {
        translatingTorchErrors(what_, [&] { network_->moveTo(device); });
    }

  private:
    std::unique_ptr<Network> network_;
    std::string what_;
};

std::string messagePrefix(const ModelManifest& manifest) {
    return "model " + manifest.id + ", plugin " + manifest.plugin.name;
}

NetworkRequest requestOf(const ModelManifest& manifest) {
    const ModelPlugin& plugin = manifest.plugin;
    if (!plugin.networkSha256.empty() && !plugin.program) {
        throw Error(ErrorCode::InvalidInput,
                    "model " + manifest.id + ": its network.pt has not been read");
    }
    return {.hyperparameters = plugin.hyperparameters,
            .axes = manifest.input.axes,
            .channels = manifest.input.channels,
            .classes = static_cast<int>(manifest.labels.size()) + 1,
            .program = plugin.program ? std::span<const std::byte>(*plugin.program)
                                      : std::span<const std::byte>()};
}

} // namespace

void requireAxes(const NetworkRequest& request, int axes) {
    if (request.axes != axes) {
        throw Error(ErrorCode::InvalidInput, "manifest.json: input.axes: expected " +
                                                 std::to_string(axes) + " for this plugin, got " +
                                                 std::to_string(request.axes));
    }
}

PluginHost::PluginHost(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

std::vector<TensorSpec> PluginHost::describe(const ModelManifest& manifest) {
    const NetworkFactory& maker = factory(manifest);
    return translatingTorchErrors(messagePrefix(manifest),
                                  [&] { return maker.describe(requestOf(manifest)); });
}

std::unique_ptr<Network> PluginHost::createNetwork(const ModelManifest& manifest) {
    const NetworkFactory& maker = factory(manifest);
    const std::string what = messagePrefix(manifest);
    std::unique_ptr<Network> network =
        translatingTorchErrors(what, [&] { return maker.create(requestOf(manifest)); });
    if (!network) {
        throw Error(ErrorCode::Internal, what + ": it made no network");
    }
    return std::make_unique<GuardedNetwork>(std::move(network), what);
}

std::unique_ptr<Network> PluginHost::loadNetwork(const ModelManifest& manifest,
                                                 const StateDict& weights) {
    requireSameTensors(describe(manifest), weights.specs(), "weights of model " + manifest.id);
    std::unique_ptr<Network> network = createNetwork(manifest);
    network->loadState(weights);
    return network;
}

const NetworkFactory& PluginHost::factory(const ModelManifest& manifest) {
    requireAtLeast(TORCH_VERSION, manifest.minTorch, "model " + manifest.id + ": min_torch");
    return open(manifest.plugin);
}

const NetworkFactory& PluginHost::open(const ModelPlugin& plugin) {
    const std::lock_guard lock(mutex_);
    auto found = opened_.find(plugin.name);
    if (found == opened_.end()) {
        const std::filesystem::path file = find(plugin.name);
        requireTrusted(file);
        const LaurelPluginInfo& info = openPlugin(file);
        requireCompatible(info, plugin.name, file);
        const NetworkFactory* made =
            translatingTorchErrors(file.string(), [&] { return info.makeFactory(); });
        if (made == nullptr) {
            throw Error(ErrorCode::Unsupported, file.string() + ": not a plugin: no factory");
        }
        found = opened_.emplace(plugin.name, Opened{made, info.version}).first;
    }
    requireVersion(found->second.version, plugin.version, "plugin " + plugin.name);
    return *found->second.factory;
}

std::filesystem::path PluginHost::find(const std::string& name) const {
    if (!isValidModelId(name)) {
        throw Error(ErrorCode::InvalidInput,
                    "plugin.name: expected lower-case letters, digits, - and _");
    }
    std::string searched;
    for (const std::filesystem::path& folder : folders_) {
        const std::filesystem::path file = folder / ("liblaurel_plugin_" + name + ".so");
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored)) {
            return file;
        }
        searched += (searched.empty() ? "" : ", ") + folder.string();
    }
    throw Error(ErrorCode::NotFound,
                "no plugin " + name + "; searched " + (searched.empty() ? "nowhere" : searched));
}

} // namespace laurel
