#include "intake/intake_parts.h"

#include "laurel/base/error.h"
#include "laurel/server_domain/clock_watch.h"
#include "laurel/server_domain/refusal.h"
#include "laurel/weights/crypto.h"

#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* wrongDigest = "digest";
constexpr const char* expired = "expired";

void deleteFile(const fs::path& file) {
    std::error_code left; // to be deleted at the next start
    fs::remove(file, left);
}

void addRejection(const IntakeParts& parts, MetadataWriter& writer,
                  const Contribution& contribution, const Refusal& refusal) {
    ContributionOutcome outcome;
    outcome.reasonCode = refusal.code;
    outcome.reason = refusal.sentence;
    const std::int64_t now = parts.now();
    writer.contributions().advance(contribution.id, ContributionState::Receiving,
                                   ContributionState::Rejected, now, outcome);
    writer.audit().append({now, "server", "contribution.reject", contribution.id,
                           nlohmann::json{{"model", contribution.modelId},
                                          {"state", toString(ContributionState::Receiving)},
                                          {"code", refusal.code},
                                          {"reason", refusal.sentence}}
                               .dump()});
}

void rejectUpload(const IntakeParts& parts, const Contribution& contribution,
                  const Refusal& refusal) {
    const std::unique_ptr<MetadataWriter> writer = parts.metadata.beginWrite();
    addRejection(parts, *writer, contribution, refusal);
    writer->commit();
    parts.tell("contribution.rejected", contribution.id);
    deleteFile(parts.fileOf(contribution.id));
}

/// The blob is there. One transaction gives the contribution its turn, so that of two with the same
/// bytes the second is found out.
void receive(const IntakeParts& parts, const Contribution& contribution) {
    const std::unique_ptr<MetadataWriter> writer = parts.metadata.beginWrite();
    if (writer->contributions().earlierWithDigest(contribution.modelId, contribution.request.sha256,
                                                  contribution.id)) {
        addRejection(parts, *writer, contribution,
                     {std::string(refusal::duplicate),
                      "exactly these weights were contributed to this model before"});
        writer->commit();
        parts.tell("contribution.rejected", contribution.id);
        return;
    }
    writer->contributions().advance(contribution.id, ContributionState::Receiving,
                                    ContributionState::Received, parts.now());
    writer->commit();
    parts.tell("contribution.received", contribution.id);
    if (parts.surroundings.onReceived) {
        parts.surroundings.onReceived(contribution.id);
    }
}

bool hasBlob(const IntakeParts& parts, const std::string& sha256) {
    try {
        parts.blobs.open(sha256);
        return true;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::NotFound) {
            throw;
        }
        return false;
    }
}

/// The file went on to be a blob, or is lost.
void resumeWithoutFile(const IntakeParts& parts, const Contribution& contribution) {
    if (contribution.received == contribution.request.size &&
        hasBlob(parts, contribution.request.sha256)) {
        receive(parts, contribution);
        return;
    }
    PartialFile::create(parts.fileOf(contribution.id));
    if (contribution.received > 0) {
        const std::unique_ptr<MetadataWriter> writer = parts.metadata.beginWrite();
        writer->contributions().recordBytes(contribution.id, contribution.received, 0, parts.now());
        writer->commit();
    }
}

void resumeWithFile(const IntakeParts& parts, const Contribution& contribution, PartialFile& file) {
    const std::uint64_t size = file.size();
    if (size < contribution.received) {
        const std::unique_ptr<MetadataWriter> writer = parts.metadata.beginWrite();
        writer->contributions().recordBytes(contribution.id, contribution.received, size,
                                            parts.now());
        writer->commit();
        return;
    }
    file.truncate(contribution.received);
    if (contribution.received == contribution.request.size) {
        completeUpload(parts, contribution, file);
    }
}

/// As it is now, if it is still receiving.
std::optional<Contribution> receiving(const IntakeParts& parts, const std::string& id) {
    std::optional<Contribution> found = parts.metadata.beginRead()->contributions().find(id);
    return found && found->state == ContributionState::Receiving ? found : std::nullopt;
}

std::optional<PartialFile> openIfThere(const fs::path& path) {
    try {
        return std::optional<PartialFile>(std::in_place, path);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::NotFound) {
            throw;
        }
        return std::nullopt;
    }
}

void resume(const IntakeParts& parts, const std::string& id) {
    std::optional<PartialFile> file = openIfThere(parts.fileOf(id));
    // Read only now: whoever had the file before may have moved it on.
    const std::optional<Contribution> contribution = receiving(parts, id);
    if (contribution && file) {
        resumeWithFile(parts, *contribution, *file);
    } else if (contribution) {
        resumeWithoutFile(parts, *contribution);
    }
}

void rejectIfIdle(const IntakeParts& parts, const std::string& id, std::int64_t nowMs) {
    const std::optional<PartialFile> file = openIfThere(parts.fileOf(id));
    const std::optional<Contribution> contribution = receiving(parts, id);
    if (!contribution || !hasPassed(contribution->updatedMs, parts.limits.expireMs, nowMs)) {
        throw Error(ErrorCode::Conflict, "the upload went on meanwhile");
    }
    rejectUpload(parts, *contribution, {expired, "no bytes of it arrived for too long"});
}

/// @return false when somebody else is at work on it, or moved it on
bool unlessBusy(const std::function<void()>& work) {
    try {
        work();
        return true;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Conflict) {
            throw;
        }
        return false;
    }
}

} // namespace

void completeUpload(const IntakeParts& parts, const Contribution& contribution, PartialFile& file) {
    if (sha256HexOfFile(file.path()) != contribution.request.sha256) {
        rejectUpload(parts, contribution,
                     {wrongDigest, "the bytes that arrived do not have the announced SHA-256"});
        return;
    }
    parts.blobs.take(file.path());
    parts.tell("contribution.blob", contribution.id);
    receive(parts, contribution);
}

void resumeUpload(const IntakeParts& parts, const std::string& contributionId) {
    unlessBusy([&] { resume(parts, contributionId); });
}

void resumeUploads(const IntakeParts& parts) {
    constexpr std::int64_t everything = std::numeric_limits<std::int64_t>::max();
    for (const Contribution& contribution :
         parts.metadata.beginRead()->contributions().idleUploads(everything, everything)) {
        resumeUpload(parts, contribution.id);
    }
    std::vector<fs::path> strays;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(parts.uploadFolder(), failure)) {
        if (!receiving(parts, entry.path().filename().string())) {
            strays.push_back(entry.path());
        }
    }
    for (const fs::path& stray : strays) {
        deleteFile(stray);
    }
}

std::size_t rejectExpired(const IntakeParts& parts) {
    if (parts.surroundings.clockIsSettled && !parts.surroundings.clockIsSettled()) {
        return 0;
    }
    const std::int64_t now = parts.now();
    const std::int64_t span = parts.limits.expireMs;
    std::size_t count = 0;
    for (const Contribution& contribution :
         parts.metadata.beginRead()->contributions().idleUploads(now - span, now + span)) {
        count += unlessBusy([&] { rejectIfIdle(parts, contribution.id, now); }) ? 1 : 0;
    }
    return count;
}

} // namespace laurel
