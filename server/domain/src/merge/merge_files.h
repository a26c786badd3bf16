#pragma once

#include "laurel/proto/contributions.h"
#include "laurel/server_domain/merge_policy.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

/// Where the weights of one contribution to a merge lie. They were screened.
struct UpdateFiles {
    std::filesystem::path base;
    std::filesystem::path content; ///< of the contribution
    ContributionKind kind = ContributionKind::Full;
    std::int64_t staleness = 0;
    std::int64_t slices = 1;
};

/// All have the same tensors.
struct MergeFiles {
    std::filesystem::path current;
    std::vector<UpdateFiles> updates;
    std::vector<std::string> sharedPrefixes; ///< other tensors stay the current version's
};

/// Merges part by part, so that the result and small parts of the files are all that is in memory
/// at once, whatever base, current and content have in common. @throws as readSafetensors, and
/// Error InvalidInput unless all have the same tensors
StateDict mergeFiles(const MergePolicy& policy, const MergeFiles& files, double alpha);

} // namespace laurel
