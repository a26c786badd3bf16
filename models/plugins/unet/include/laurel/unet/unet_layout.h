#pragma once

#include "laurel/layers/tensor_list.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace laurel {

enum class UNetUp { Transposed, Bilinear, Nearest, Unpooling };

/// Hyperparameters of a U-Net (Ronneberger et al., MICCAI 2015; Çiçek et al., MICCAI 2016, for
/// volumes), all optional. See docs/plugin-guide.md.
struct UNetSettings {
    int axes = 2;
    std::vector<std::int64_t> widths;    ///< channels per level; 2 to 6 of 4 to 256
    std::vector<std::int64_t> dilations; ///< of the 3×3 convolutions per level; each 1 to 16
    NormKind norm = NormKind::Group;
    std::int64_t groups = 8; ///< of group norm; divides every width
    bool residual = false;   ///< a shortcut around the two convolutions of each block
    UNetUp up = UNetUp::Transposed;
    double dropout = 0; ///< share of channels dropped in the deepest block, 0 to 0.8
};

/// @param axes 2 for slices, 3 for volumes
/// @throws Error InvalidInput naming the hyperparameter
UNetSettings parseUNetSettings(const nlohmann::json& hyperparameters, int axes);

/// The tensors of the network, by the same walk that UNet's constructor takes.
std::vector<TensorSpec> describeUNet(const UNetSettings& settings, std::int64_t channels,
                                     std::int64_t classes);

} // namespace laurel
