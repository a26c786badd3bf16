#pragma once

#include "intake/partial_file.h"

#include "laurel/server_domain/contribution_intake.h"

#include <string_view>

namespace laurel {

/// What the intake works with. Thread-safe.
struct IntakeParts {
    MetadataStore& metadata;
    BlobStore& blobs;
    IntakeLimits limits;
    IntakeSurroundings surroundings;

    std::int64_t now() const { return surroundings.nowMs(); }
    void tell(std::string_view step, const std::string& contributionId) const {
        if (surroundings.observer) {
            surroundings.observer(step, contributionId);
        }
    }
    std::filesystem::path uploadFolder() const { return blobs.stagingFolder() / "uploads"; }
    std::filesystem::path fileOf(const std::string& contributionId) const {
        return uploadFolder() / contributionId;
    }
};

/// Ends an upload whose bytes are all there and durable: received, or rejected when they are not
/// what was announced or came before. @throws Error Conflict when the contribution is not receiving
/// any more, and as the stores do; what was not completed then can be tried again
void completeUpload(const IntakeParts& parts, const Contribution& contribution, PartialFile& file);

/// Makes file and metadata agree about a contribution in state receiving, after a crash or a loss:
/// bytes beyond the recorded ones are cut off, lost ones are asked for again, and an upload that
/// was complete is ended. Leaves alone what somebody else is at work on.
/// @throws as the stores do
void resumeUpload(const IntakeParts& parts, const std::string& contributionId);

/// Resumes all uploads, and deletes files that belong to none. @throws as the stores do
void resumeUploads(const IntakeParts& parts);

/// Ends uploads without progress. @return how many
std::size_t rejectExpired(const IntakeParts& parts);

} // namespace laurel
