#pragma once

#include <ATen/core/Tensor.h>

namespace laurel {

/// Whether winogradConvolution takes these and is worth it; also whether gradients are wanted at
/// all: in inference the plain operation is what others can recognise.
bool canUseWinograd(const at::Tensor& input, const at::Tensor& weight);

/// A 3×3 convolution with a border of one zero, by 36 instead of 144 products for 4 × 4 results
/// (Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016), and its
/// gradients likewise. Rounding differs from at::conv2d's by some 1e-6 of the largest result; the
/// same for the same number of threads.
/// @param input [N, in, H, W] float on a CPU; in channels-last it is not copied
/// @param weight [out, in, 3, 3]; in and out are multiples of 8
/// @param bias [out]; undefined: none
/// @return in channels-last
at::Tensor winogradConvolution(const at::Tensor& input, const at::Tensor& weight,
                               const at::Tensor& bias);

} // namespace laurel
