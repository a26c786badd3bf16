#pragma once

#include "step.h"

namespace laurel {

/// @param producerPieces pieces whose sums the step before left in RunContext::sums; 0: none did
std::unique_ptr<Step> makeGroupNorm(const kernels::Set& kernels, const GroupNormOp& op,
                                    StepMaps maps, std::int64_t producerPieces);

/// Per-channel scale and shift, a sum, an activation, alone or together.
std::unique_ptr<Step> makeScale(const kernels::Set& kernels, const ScaleOp& op, StepMaps maps);
std::unique_ptr<Step> makeIdentity(const kernels::Set& kernels, StepMaps maps);

} // namespace laurel
