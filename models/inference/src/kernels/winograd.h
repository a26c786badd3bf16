#pragma once

#include "factors.h"
#include "kernels.h"

/// Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016: a 3×3 convolution
/// of 2×2 outputs by 16 instead of 36 products, of 4×4 by 36 instead of 144. The weights' part,
/// which is done once, is in winograd_weights.cpp.
LAUREL_KERNELS_BEGIN

void winogradInput2(const WinogradInput& input);
void winogradOutput2(const WinogradOutput& output);
void winogradInput4(const WinogradInput& input);
void winogradOutput4(const WinogradOutput& output);

LAUREL_KERNELS_END
