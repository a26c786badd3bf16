#pragma once

#include "laurel/workflow/model_shelf.h"

#include <filesystem>
#include <map>
#include <utility>

namespace laurel::ui {

/// What manifests say, read once each: they do not change under their folder.
class Manifests {
  public:
    /// @throws Error as ModelPackage::open
    const ModelManifest& of(const ShelvedModel& model) {
        auto found = manifests_.find(model.folder);
        if (found == manifests_.end()) {
            ModelManifest manifest = ModelPackage::open(model.folder).manifest();
            found = manifests_.emplace(model.folder, std::move(manifest)).first;
        }
        return found->second;
    }

  private:
    std::map<std::filesystem::path, ModelManifest> manifests_;
};

} // namespace laurel::ui
