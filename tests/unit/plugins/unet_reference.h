#pragma once

#include "laurel/weights/state_dict.h"

#include <ATen/core/Tensor.h>

namespace laurel {

struct ReferenceUNet {
    int levels = 2;
    std::string norm = "group";
    int groups = 8;
    bool residual = false;
    bool transposed = true;
};

/// The U-Net's inference written out with LibTorch's functions, from names in the weights file
/// alone.
at::Tensor referenceForward(const ReferenceUNet& settings, const StateDict& weights,
                            const at::Tensor& images);

} // namespace laurel
