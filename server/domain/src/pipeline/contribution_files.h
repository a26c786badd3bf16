#pragma once

#include "merge/merge_files.h"
#include "pipeline/pipeline_parts.h"

#include <optional>

namespace laurel {

/// A contribution with the version that it began with and the one that is current.
struct Standing {
    PublishedVersion base;
    PublishedVersion current;
    ModelManifest manifest; ///< of the current version
    std::int64_t staleness = 0;
};

/// What is current now. @throws Error NotFound where the base is unknown, and as the stores do
Standing standingOf(const PipelineParts& parts, const Contribution& contribution);

/// Where base and current have different tensors, nothing can be merged.
std::optional<Refusal> checkFit(const PipelineParts& parts, const Standing& standing);

std::filesystem::path contentFileOf(const PipelineParts& parts, const Contribution& contribution);
StateDict candidateOf(const PipelineParts& parts, const Contribution& contribution,
                      const Standing& standing);
UpdateFiles updateFilesOf(const PipelineParts& parts, const Contribution& contribution,
                          const Standing& standing);

} // namespace laurel
