#pragma once

#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace laurel {

enum class UNetNorm { Group, Batch, Instance, None };
enum class UNetUp { Transposed, Bilinear };

/// Hyperparameters of a 2-D U-Net (Ronneberger et al., MICCAI 2015), all optional.
struct UNetSettings {
    std::vector<std::int64_t> widths{24, 48, 96, 192}; ///< channels per level; 2 to 6 of 4 to 256
    UNetNorm norm = UNetNorm::Group;
    std::int64_t groups = 8;        ///< of group norm; divides every width
    bool residual = false;          ///< a shortcut around the two convolutions of each block
    UNetUp up = UNetUp::Transposed; ///< or bilinear and a 1×1 convolution
    double dropout = 0;             ///< share of channels dropped in the deepest block, 0 to 0.8
};

/// @throws Error InvalidInput naming the hyperparameter
UNetSettings parseUNetSettings(const nlohmann::json& hyperparameters);

/// The tensors of the network, by the same walk that UNet's constructor takes.
std::vector<TensorSpec> describeUNet(const UNetSettings& settings, std::int64_t channels,
                                     std::int64_t classes);

} // namespace laurel
