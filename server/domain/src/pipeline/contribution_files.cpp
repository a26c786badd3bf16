#include "pipeline/contribution_files.h"

#include "version_files.h"

#include "laurel/base/error.h"
#include "laurel/weights/safetensors.h"

#include <utility>

namespace laurel {

Standing standingOf(const PipelineParts& parts, const Contribution& contribution) {
    const std::unique_ptr<MetadataReader> reader = parts.metadata.beginRead();
    const std::int64_t number = contribution.request.baseVersion;
    std::optional<PublishedVersion> base = reader->version(contribution.modelId, number);
    if (!base) {
        throw Error(ErrorCode::NotFound,
                    "there is no " + nameOfVersion(contribution.modelId, number));
    }
    Standing standing;
    standing.base = std::move(*base);
    standing.current = currentVersionOf(*reader, contribution.modelId);
    standing.manifest = manifestOf(parts.blobs, standing.current);
    standing.staleness = standing.current.number - number;
    return standing;
}

std::optional<Refusal> checkFit(const PipelineParts& parts, const Standing& standing) {
    try {
        requireSameTensors(readSafetensorsHeader(weightsFileOf(parts.blobs, standing.current)),
                           readSafetensorsHeader(weightsFileOf(parts.blobs, standing.base)),
                           "version " + std::to_string(standing.current.number) +
                               ", which is current, has other tensors than the base version " +
                               std::to_string(standing.base.number));
        return std::nullopt;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput) {
            throw;
        }
        return Refusal{std::string(refusal::outdatedBase), error.what()};
    }
}

std::filesystem::path contentFileOf(const PipelineParts& parts, const Contribution& contribution) {
    return parts.blobs.path(contribution.request.sha256);
}

StateDict candidateOf(const PipelineParts& parts, const Contribution& contribution,
                      const Standing& standing) {
    const StateDict content =
        readSafetensors(contentFileOf(parts, contribution), parts.screening.file);
    return candidateOf(contribution.request.kind, content,
                       readSafetensors(weightsFileOf(parts.blobs, standing.base)));
}

UpdateFiles updateFilesOf(const PipelineParts& parts, const Contribution& contribution,
                          const Standing& standing) {
    UpdateFiles files;
    files.base = weightsFileOf(parts.blobs, standing.base);
    files.content = contentFileOf(parts, contribution);
    files.kind = contribution.request.kind;
    files.staleness = standing.staleness;
    files.slices = contribution.request.slices;
    return files;
}

} // namespace laurel
