#include "laurel/server_domain/contribution_intake.h"

#include "contribution_status.h"
#include "intake/intake_parts.h"
#include "intake/intake_quotas.h"
#include "intake/partial_upload.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/package/model_package.h"
#include "laurel/weights/crypto.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <utility>

namespace laurel {

namespace {

constexpr std::size_t idBytes = 16;
constexpr std::size_t mostIdempotencyKeyBytes = 128;

void requireIdempotencyKey(const std::string& key) {
    const bool printable =
        std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (key.size() > mostIdempotencyKeyBytes || !printable) {
        throw Error(ErrorCode::InvalidInput,
                    "idempotency key: expected 1 to 128 printable characters, got " +
                        quotedForMessage(key));
    }
}

void requirePermission(const Principal& who, const std::string& modelId) {
    if (!who.may(Role::Contributor, modelId)) {
        throw Error(ErrorCode::PermissionDenied,
                    "this key may not contribute to model " + quotedForMessage(modelId));
    }
}

/// The same tensors take the same bytes; only the header may be written differently. Weights of a
/// site that are larger would be refused anyway, but only once they had filled the disk.
void requireFittingSize(const Contribution& contribution, const PublishedVersion& base) {
    const std::uint64_t header = SafetensorsLimits{}.headerBytes;
    for (const StatementFile& file : base.files) {
        if (file.file == weightsFileName && contribution.request.size > file.size + header) {
            throw Error(ErrorCode::LimitExceeded, "version " + std::to_string(base.number) +
                                                      " has " + std::to_string(file.size) +
                                                      " bytes of weights, so that " +
                                                      std::to_string(contribution.request.size) +
                                                      " cannot be the same tensors");
        }
    }
}

/// Checks what may change with time, and so inside the transaction.
void requireRoom(MetadataReader& reader, const Contribution& contribution,
                 const IntakeLimits& limits) {
    const std::string model = quotedForMessage(contribution.modelId);
    const std::int64_t base = contribution.request.baseVersion;
    const std::optional<std::int64_t> current = reader.currentNumber(contribution.modelId);
    if (!current) {
        throw Error(ErrorCode::NotFound, "there is no model " + model);
    }
    const std::optional<PublishedVersion> version = reader.version(contribution.modelId, base);
    if (!version) {
        throw Error(ErrorCode::Refused,
                    "there is no version " + std::to_string(base) + " of model " + model);
    }
    if (*current - base > limits.greatestStaleness) {
        throw Error(ErrorCode::Refused, "version " + std::to_string(base) + " of model " + model +
                                            " is too old: version " + std::to_string(*current) +
                                            " is current, and at most " +
                                            std::to_string(limits.greatestStaleness) +
                                            " versions may lie between");
    }
    requireFittingSize(contribution, *version);
    requireQuota(reader.contributions(), contribution, limits);
}

/// The same request once more gets what the first one got.
std::optional<std::string> earlierOne(MetadataReader& reader, const Contribution& contribution) {
    if (contribution.idempotencyKey.empty()) {
        return std::nullopt;
    }
    const std::optional<Contribution> earlier = reader.contributions().findByIdempotencyKey(
        contribution.keyId, contribution.idempotencyKey);
    if (!earlier) {
        return std::nullopt;
    }
    if (earlier->modelId != contribution.modelId || earlier->request != contribution.request) {
        throw Error(ErrorCode::Conflict, "this idempotency key came with another request");
    }
    return earlier->id;
}

bool maySee(const Contribution& contribution, const Principal& who) {
    return contribution.keyId == who.keyId || who.may(Role::Admin, contribution.modelId);
}

Contribution requireVisible(MetadataReader& reader, const std::string& id, const Principal& who) {
    std::optional<Contribution> found =
        isContributionId(id) ? reader.contributions().find(id) : std::nullopt;
    if (!found || !maySee(*found, who)) {
        throw Error(ErrorCode::NotFound, "there is no contribution " + quotedForMessage(id));
    }
    return *std::move(found);
}

void requireRange(const Contribution& contribution, const ContentRange& range,
                  const IntakeLimits& limits) {
    if (range.total != contribution.request.size) {
        throw Error(ErrorCode::InvalidInput, "the contribution was announced with " +
                                                 std::to_string(contribution.request.size) +
                                                 " bytes, not " + std::to_string(range.total));
    }
    if (range.length() > limits.chunkBytes) {
        throw Error(ErrorCode::LimitExceeded, "a request may bring at most " +
                                                  std::to_string(limits.chunkBytes) +
                                                  " bytes, not " + std::to_string(range.length()));
    }
    if (contribution.state != ContributionState::Receiving ||
        contribution.received == contribution.request.size) {
        throw Error(ErrorCode::Conflict, "no more bytes are expected");
    }
    if (range.first != contribution.received) {
        throw Error(ErrorCode::Conflict, "the next bytes are expected from " +
                                             std::to_string(contribution.received) + ", not " +
                                             std::to_string(range.first));
    }
}

} // namespace

ContributionIntake::ContributionIntake(MetadataStore& metadata, BlobStore& blobs,
                                       const IntakeLimits& limits, IntakeSurroundings surroundings)
    : parts_(std::make_unique<const IntakeParts>(
          IntakeParts{metadata, blobs, limits, std::move(surroundings)})) {
    std::error_code failure;
    std::filesystem::create_directories(parts_->uploadFolder(), failure);
    if (failure) {
        throw Error(ErrorCode::Io, "cannot make the folder " + parts_->uploadFolder().string() +
                                       ": " + failure.message());
    }
    resumeUploads(*parts_);
    rejectExpired(*parts_);
}

ContributionIntake::~ContributionIntake() = default;

std::string ContributionIntake::create(const std::string& modelId,
                                       const ContributionRequest& request, const Principal& who,
                                       const std::string& idempotencyKey) {
    requirePermission(who, modelId);
    requireIdempotencyKey(idempotencyKey);
    if (request.size > parts_->limits.fileBytes) {
        throw Error(ErrorCode::LimitExceeded, "a contribution may have at most " +
                                                  std::to_string(parts_->limits.fileBytes) +
                                                  " bytes, not " + std::to_string(request.size));
    }
    rejectExpired(*parts_);

    Contribution contribution;
    contribution.id = randomHexText(idBytes);
    contribution.modelId = modelId;
    contribution.keyId = who.keyId;
    contribution.request = request;
    contribution.request.slices = std::min(request.slices, parts_->limits.mostSlices);
    contribution.idempotencyKey = idempotencyKey;
    contribution.createdMs = parts_->now();
    contribution.updatedMs = contribution.createdMs;

    const std::unique_ptr<MetadataWriter> writer = parts_->metadata.beginWrite();
    if (const std::optional<std::string> earlier = earlierOne(*writer, contribution)) {
        return *earlier;
    }
    requireRoom(*writer, contribution, parts_->limits);
    requireDisk(parts_->uploadFolder(), request.size, parts_->limits);
    writer->contributions().add(contribution);
    writer->commit();
    PartialFile::create(parts_->fileOf(contribution.id));
    parts_->tell("contribution.created", contribution.id);
    return contribution.id;
}

ContributionStatus ContributionIntake::status(const std::string& id, const Principal& who) {
    const Contribution seen = requireVisible(*parts_->metadata.beginRead(), id, who);
    if (seen.state == ContributionState::Receiving && seen.received == seen.request.size) {
        resumeUpload(*parts_, id); // a fault kept it from being completed
    }
    const std::unique_ptr<MetadataReader> reader = parts_->metadata.beginRead();
    const Contribution contribution = requireVisible(*reader, id, who);
    return contributionStatus(*reader, parts_->blobs, contribution,
                              who.may(Role::Admin, contribution.modelId));
}

std::unique_ptr<Upload> ContributionIntake::append(const std::string& id, const ContentRange& range,
                                                   const Principal& who) {
    const Contribution seen = requireVisible(*parts_->metadata.beginRead(), id, who);
    if (seen.keyId != who.keyId) {
        throw Error(ErrorCode::PermissionDenied, "another key announced this contribution");
    }
    requireRange(seen, range, parts_->limits);
    try {
        PartialFile file(parts_->fileOf(id));
        // Read again: whoever had the file before may have changed it.
        Contribution contribution = requireVisible(*parts_->metadata.beginRead(), id, who);
        requireRange(contribution, range, parts_->limits);
        if (file.size() < contribution.received) {
            throw Error(ErrorCode::NotFound, "bytes are missing");
        }
        file.truncate(contribution.received);
        return std::make_unique<PartialUpload>(*parts_, std::move(file), std::move(contribution),
                                               range);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::NotFound) {
            throw;
        }
    }
    resumeUpload(*parts_, id);
    throw Error(ErrorCode::Conflict, "bytes that had arrived were lost; ask which are expected");
}

std::size_t ContributionIntake::removeExpired() {
    return rejectExpired(*parts_);
}

} // namespace laurel
