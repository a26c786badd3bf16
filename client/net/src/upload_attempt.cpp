#include "upload_attempt.h"

#include "entry_file.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/net/server_refusal.h"
#include "laurel/weights/crypto.h"

#include <algorithm>

namespace laurel {

UploadAttempt::UploadAttempt(const std::filesystem::path& folder, QueueEntry& entry,
                             ServerClient& client, ProgressSink& progress)
    : folder_(folder), entry_(entry), client_(client), progress_(progress) {}

std::optional<ContributionStatus> UploadAttempt::run() {
    if (entry_.state == UploadState::Queued) {
        create();
    }
    return upload();
}

void UploadAttempt::create() {
    constexpr int tooLarge = 413;
    const std::filesystem::path file = folder_ / entryWeightsName;
    if (sha256HexOfFile(file) != entry_.request.sha256) {
        throw Error(ErrorCode::InvalidInput, file.string() + ": altered since it was queued");
    }
    const std::uint64_t most = client_.info().limits.fileBytes;
    if (entry_.request.size > most) {
        throw ServerRefusal(Error(ErrorCode::LimitExceeded,
                                  client_.server().address.url() + ": takes files of up to " +
                                      std::to_string(most) + " bytes, this one has " +
                                      std::to_string(entry_.request.size)),
                            tooLarge);
    }
    entry_.contribution = client_.createContribution(entry_.model, entry_.request, entry_.id);
    entry_.state = UploadState::Uploading;
    writeEntry(folder_, entry_);
    advanced_ = true;
}

std::optional<ContributionStatus> UploadAttempt::upload() {
    constexpr int mostStalls = 3;
    const std::uint64_t size = entry_.request.size;
    std::uint64_t offset = client_.uploadOffset(entry_.contribution, size);
    const MappedFile content(folder_ / entryWeightsName);
    if (content.bytes().size() != size) {
        throw Error(ErrorCode::InvalidInput,
                    (folder_ / entryWeightsName).string() + ": altered since it was queued");
    }
    for (int stalls = 0; offset < size;) {
        report(offset);
        ServerClient::ChunkAnswer answer = put(offset, content.bytes());
        if (answer.status) {
            return finish(std::move(*answer.status));
        }
        const bool taken = answer.offset > offset;
        advanced_ = advanced_ || taken;
        stalls = taken ? 0 : stalls + 1;
        if (stalls == mostStalls) {
            throw Error(ErrorCode::Unavailable, client_.server().address.url() +
                                                    ": takes no more bytes behind " +
                                                    std::to_string(answer.offset));
        }
        offset = answer.offset;
    }
    return finish(client_.status(entry_.contribution));
}

ServerClient::ChunkAnswer UploadAttempt::put(std::uint64_t offset,
                                             std::span<const std::byte> content) {
    constexpr std::uint64_t mostBytes = 16U << 20; // that the client holds in memory
    const std::uint64_t chunk =
        std::clamp<std::uint64_t>(client_.info().limits.chunkBytes, 1, mostBytes);
    const std::uint64_t length = std::min<std::uint64_t>(chunk, content.size() - offset);
    try {
        return client_.putChunk(entry_.contribution, {offset, offset + length - 1, content.size()},
                                content.subspan(offset, length));
    } catch (const ServerRefusal& refusal) {
        // The contribution may have moved on, its last answer lost: where it stands decides.
        if (refusal.code() != ErrorCode::Conflict) {
            throw;
        }
        return {offset, client_.status(entry_.contribution)};
    }
}

std::optional<ContributionStatus> UploadAttempt::finish(ContributionStatus status) {
    if (status.state == ContributionState::Receiving) {
        throw Error(ErrorCode::Unavailable,
                    client_.server().address.url() + ": has all bytes, but still waits for some");
    }
    entry_.state = UploadState::Sent;
    writeEntry(folder_, entry_);
    advanced_ = true;
    report(entry_.request.size);
    return status;
}

void UploadAttempt::report(std::uint64_t offset) {
    mostReported_ = std::max(mostReported_, offset);
    progress_.report(static_cast<double>(mostReported_) / static_cast<double>(entry_.request.size),
                     "uploading " + entry_.model);
}

} // namespace laurel
