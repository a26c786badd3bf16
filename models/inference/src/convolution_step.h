#pragma once

#include "step.h"

namespace laurel {

/// The fastest of the ways below that fits. @throws Error Unsupported for groups of channels that
/// are no whole blocks
std::unique_ptr<Step> makeConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                      StepMaps maps);

/// Windows gathered as the rows of a matrix, then one product; any kernel, stride and dilation.
std::unique_ptr<Step> makeGatheredConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                              StepMaps maps);

/// 3×3, stride 1: Winograd's minimal filtering. Leaves the sums that a following norm needs.
std::unique_ptr<Step> makeWinogradConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                              StepMaps maps, int edge);

/// Whether the next one computes it: one group, any kernel and stride, no dilation along rows.
bool fitsRows(const ConvolutionOp& op, const MapLayout& input);

/// With kernels::Set::rowProduct: what the sums say, no window copied. Leaves the sums that a
/// following norm needs.
std::unique_ptr<Step> makeRowConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                         StepMaps maps);
std::unique_ptr<Step> makeTransposedRows(const kernels::Set& kernels,
                                         const TransposedConvolutionOp& op, StepMaps maps);

std::unique_ptr<Step> makeTransposedConvolution(const kernels::Set& kernels,
                                                const TransposedConvolutionOp& op, StepMaps maps);

} // namespace laurel
