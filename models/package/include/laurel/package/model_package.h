#pragma once

#include "laurel/package/manifest.h"
#include "laurel/weights/state_dict.h"

#include <filesystem>
#include <vector>

namespace laurel {

inline constexpr const char* manifestFileName = "manifest.json";
inline constexpr const char* weightsFileName = "weights.safetensors";

/// A folder with manifest.json and weights.safetensors (and CARD.md, network.pt where there are).
/// Opening reads the manifest and the weights' header; the weights are mapped on demand.
class ModelPackage {
  public:
    /// @throws Error NotFound or InvalidInput naming the file and the field
    static ModelPackage open(const std::filesystem::path& folder);

    /// Writes a new package all or nothing: files beside, fsync, rename of the folder, whose parent
    /// must exist. The manifest is checked first, so that what was created can be opened.
    /// @throws Error AlreadyExists when the folder exists, InvalidInput naming the manifest's
    /// field, Io
    static ModelPackage create(const std::filesystem::path& folder, const ModelManifest& manifest,
                               const StateDict& weights);

    const std::filesystem::path& folder() const noexcept { return folder_; }
    const ModelManifest& manifest() const noexcept { return manifest_; }
    const std::vector<TensorSpec>& tensors() const noexcept { return tensors_; }
    std::filesystem::path weightsFile() const { return folder_ / weightsFileName; }
    /// Maps the weights. @throws as readSafetensors
    StateDict weights() const;

  private:
    std::filesystem::path folder_;
    ModelManifest manifest_;
    std::vector<TensorSpec> tensors_;
};

} // namespace laurel
