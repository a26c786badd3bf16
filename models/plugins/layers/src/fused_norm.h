#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>

namespace laurel {

/// What comes between two convolutions, in one pass forward and two backward over the maps instead
/// of LibTorch's six and ten: group norm, addition of a shortcut, ReLU.
struct FusedNormSettings {
    std::int64_t groups = 1; ///< divides the channels
    double epsilon = 1e-5;
    bool rectify = true; ///< ReLU at the end
};

/// Whether fusedNorm takes such a map; also whether gradients are wanted at all: in inference the
/// separate operations are what others can recognise.
bool canFuseNorm(const at::Tensor& input);

/// relu(group_norm(input) + shortcut) with its gradients. The result does not depend on the number
/// of threads.
/// @param input [N, C, H, W] float on a CPU, C a multiple of 8; in channels-last it is not copied
/// @param weight, bias [C]
/// @param shortcut as input; undefined: none
/// @return in channels-last
at::Tensor fusedNorm(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                     const at::Tensor& shortcut, const FusedNormSettings& settings);

} // namespace laurel
