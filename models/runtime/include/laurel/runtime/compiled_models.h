#pragma once

#include "laurel/runtime/compiled_model.h"
#include "laurel/weights/state_dict.h"

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace laurel {

/// Compiled models by what they were made of, so that a model that is loaded again is not compiled
/// again: all that are in use, the latest one that was asked for, and of those before it the latest
/// that a bound of memory has room for. Thread-safe.
class CompiledModels {
  public:
    /// @param mostIdleBytes of packed weights, besides the latest model's, that nobody uses
    explicit CompiledModels(std::size_t mostIdleBytes = std::size_t{64} << 20);

    /// Of everything that the compiled network depends on, its precision apart.
    static std::string keyOf(const ModelManifest& manifest, const StateDict& weights);

    /// @param network what `key` tells; as CompiledModel's @throws Error as CompiledModel
    std::shared_ptr<const CompiledModel> get(Network& network, const ModelManifest& manifest,
                                             const std::string& key, Precision precision,
                                             const CancellationToken& cancel = {});

  private:
    std::shared_ptr<const CompiledModel> find(const std::string& key);
    void keep(const std::string& key, std::shared_ptr<const CompiledModel> model);

    struct Kept {
        std::string key;
        std::shared_ptr<const CompiledModel> model;
    };

    std::size_t mostIdleBytes_;
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<const CompiledModel>> known_; ///< guarded by mutex_
    std::list<Kept> recent_; ///< the last asked for first; guarded by mutex_
};

} // namespace laurel
