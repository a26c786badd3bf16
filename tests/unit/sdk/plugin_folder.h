#pragma once

#include "laurel/base/files.h"
#include "laurel/package/manifest.h"

#include <filesystem>
#include <string>

namespace laurel {

/// A folder of plugins that only its owner can write, filled with copies of the test's libraries.
class PluginFolder {
  public:
    PluginFolder() { std::filesystem::permissions(path(), std::filesystem::perms::owner_all); }

    const std::filesystem::path& path() const { return folder_.path(); }

    std::filesystem::path file(const std::string& name) const {
        return path() / ("liblaurel_plugin_" + name + ".so");
    }

    /// @param built the library to copy, as the build made it
    void add(const std::string& name, const std::string& built) const {
        std::filesystem::copy_file(built, file(name));
        std::filesystem::permissions(file(name), std::filesystem::perms::owner_all);
    }

  private:
    TemporaryFolder folder_;
};

/// A manifest with one label whose network this plugin builds.
inline ModelManifest manifestFor(const std::string& plugin, const std::string& version = "1.0") {
    ModelManifest manifest;
    manifest.id = "test-model";
    manifest.plugin = {plugin, version, nlohmann::json::object()};
    manifest.labels = {{1, "Soleus", "SOL", {}, ""}};
    manifest.input.modality = "MR";
    manifest.input.spacingMm = {1, 1};
    manifest.input.size = {32, 32};
    return manifest;
}

} // namespace laurel
