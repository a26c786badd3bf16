#pragma once

#include "laurel/weights/state_dict.h"

#include <ATen/core/Tensor.h>
#include <string>
#include <vector>

namespace laurel {

struct ReferenceUNet {
    int levels = 2;
    std::string norm = "group";
    int groups = 8;
    bool residual = false;
    std::string up = "transposed";
    std::vector<std::int64_t> dilations{1, 1}; ///< per level
};

/// The U-Net's inference written out with LibTorch's functions, from names in the weights file
/// alone, for slices or volumes as the images are. Extents must be multiples of what the levels
/// divide.
at::Tensor referenceForward(const ReferenceUNet& settings, const StateDict& weights,
                            const at::Tensor& images);

} // namespace laurel
