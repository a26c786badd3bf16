#pragma once

#include "step.h"

namespace laurel {

/// Copies what does not lie in its place already; null where all of it does.
std::unique_ptr<Step> makeConcat(const ConcatOp& op, StepMaps maps);
std::unique_ptr<Step> makeWindow(const WindowOp& op, StepMaps maps);
std::unique_ptr<Step> makePixelShuffle(const PixelShuffleOp& op, StepMaps maps);
std::unique_ptr<Step> makePool(const kernels::Set& kernels, const PoolOp& op, StepMaps maps);
std::unique_ptr<Step> makeResize(const kernels::Set& kernels, const ResizeOp& op, StepMaps maps);
/// From plain channels to blocks.
std::unique_ptr<Step> makeToBlocks(const kernels::Set& kernels, StepMaps maps);

} // namespace laurel
