#include "laurel/runtime/compiled_models.h"

#include "laurel/weights/crypto.h"

namespace laurel {

CompiledModels::CompiledModels(std::size_t mostIdleBytes) : mostIdleBytes_(mostIdleBytes) {}

std::string CompiledModels::keyOf(const ModelManifest& manifest, const StateDict& weights) {
    nlohmann::json description{{"plugin", manifest.plugin.name},
                               {"version", manifest.plugin.version},
                               {"hyperparameters", manifest.plugin.hyperparameters},
                               {"network", manifest.plugin.networkSha256},
                               {"labels", manifest.labels.size()},
                               {"channels", manifest.input.channels},
                               {"size", manifest.input.size}};
    for (const auto& [name, tensor] : weights.entries()) {
        description["weights"][name] = {tensor.shape(), sha256Hex(tensor.bytes())};
    }
    return sha256Hex(description.dump());
}

std::shared_ptr<const CompiledModel>
CompiledModels::get(Network& network, const ModelManifest& manifest, const std::string& key,
                    Precision precision, const CancellationToken& cancel) {
    const std::string own = key + ":" + std::to_string(static_cast<int>(precision));
    auto model = find(own);
    if (!model) {
        model = std::make_shared<const CompiledModel>(network, manifest, precision, cancel);
    }
    keep(own, model);
    return model;
}

std::shared_ptr<const CompiledModel> CompiledModels::find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(key);
    return found == known_.end() ? nullptr : found->second.lock();
}

/// One that finds no room is passed over: smaller ones that were used before it may.
void CompiledModels::keep(const std::string& key, std::shared_ptr<const CompiledModel> model) {
    const std::lock_guard lock(mutex_);
    std::erase_if(recent_, [&](const Kept& kept) { return kept.key == key; });
    std::size_t bytes = 0;
    for (auto kept = recent_.begin(); kept != recent_.end();) {
        const std::size_t own = kept->model->weightBytes();
        const bool hasRoom = own <= mostIdleBytes_ - bytes;
        bytes += hasRoom ? own : 0;
        kept = hasRoom ? std::next(kept) : recent_.erase(kept);
    }
    std::erase_if(known_, [](const auto& entry) { return entry.second.expired(); });
    known_[key] = model;
    recent_.push_front({key, std::move(model)});
}

} // namespace laurel
