#pragma once

#include "laurel/server_domain/merge_policy.h"

#include <memory>
#include <vector>

namespace laurel {

std::unique_ptr<const MergePolicy> makeGatedPolicy(std::vector<double> alphas,
                                                   const GateSettings& gates);
std::unique_ptr<const MergePolicy> makeDafnePolicy(const GateSettings& gates);

} // namespace laurel
