#pragma once

#include "laurel/server_domain/merge_policy.h"

#include <memory>

namespace laurel {

std::unique_ptr<const MergePolicy> makeGatedPolicy(const MergeSettings& settings);
std::unique_ptr<const MergePolicy> makeDafnePolicy(const MergeSettings& settings);
std::unique_ptr<const MergePolicy> makeFedAvgPolicy(const MergeSettings& settings);
std::unique_ptr<const MergePolicy> makeMedianPolicy(const MergeSettings& settings);
std::unique_ptr<const MergePolicy> makeTrimmedMeanPolicy(const MergeSettings& settings);
std::unique_ptr<const MergePolicy> makeKrumPolicy(const MergeSettings& settings);

} // namespace laurel
