#pragma once

#include "laurel/package/manifest.h"
#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace laurel {

inline constexpr const char* manifestFileName = "manifest.json";
inline constexpr const char* weightsFileName = "weights.safetensors";
inline constexpr const char* networkFileName = "network.pt";
/// Of network.pt: its parameters are weights of at most 2 GiB, which it holds a second time.
inline constexpr std::uint64_t mostNetworkBytes = std::uint64_t{2} << 30;

/// Reads a package's network.pt into the manifest's plugin.program, where the manifest names one.
/// The bytes that are kept are those whose digest was compared; nothing is executed.
/// @param file the package's network.pt, under whatever name it is stored
/// @throws Error InvalidInput when its SHA-256 is not the manifest's; as readFile
void attachNetworkProgram(ModelManifest& manifest, const std::filesystem::path& file);

/// A folder with manifest.json and weights.safetensors (and CARD.md, network.pt where there are).
/// Opening reads the manifest, the weights' header and, where the manifest names it, network.pt;
/// the weights are mapped on demand.
class ModelPackage {
  public:
    /// @throws Error NotFound or InvalidInput naming the file and the field
    static ModelPackage open(const std::filesystem::path& folder);

    /// Writes a new package all or nothing: files beside, fsync, rename of the folder, whose parent
    /// must exist. The manifest is checked first, so that what was created can be opened; its
    /// program becomes network.pt.
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
