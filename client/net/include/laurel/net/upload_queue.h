#pragma once

#include "laurel/base/error.h"
#include "laurel/base/progress.h"
#include "laurel/net/contribution.h"
#include "laurel/net/server_client.h"
#include "laurel/net/wall_clock.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// How far an entry of the queue has come. Each step is on disk before the next one is taken.
enum class UploadState {
    Queued,    ///< the server has not confirmed that it knows of it
    Uploading, ///< the server has given it an id and takes its bytes
    Sent,      ///< the server has all bytes; its own states follow. The file is gone from here
    Refused,   ///< the server said no, for good. The file is gone from here
};
std::string_view toString(UploadState state) noexcept; ///< "queued", "uploading", "sent", "refused"

struct QueueEntry {
    std::string id; ///< random; also tells attempts at one contribution from two contributions
    std::string serverId;
    std::string model;
    ContributionRequest request;
    UploadState state = UploadState::Queued;
    /// The server asked for another key, or is not the one that was pinned: waits for a person.
    bool paused = false;
    std::string contribution; ///< the server's id; empty while Queued
    /// Why the last attempt failed, why it is paused, or why it was refused; else empty.
    std::string problem;
    ErrorCode problemCode = ErrorCode::Unavailable;    ///< where there is a problem
    int failures = 0;                                  ///< attempts in a row that brought nothing
    std::chrono::system_clock::time_point nextAttempt; ///< not before
    bool recreated = false;                            ///< the server had forgotten it once
    std::chrono::system_clock::time_point created;
    bool operator==(const QueueEntry&) const = default;

    bool isFinished() const noexcept {
        return state == UploadState::Sent || state == UploadState::Refused;
    }
};

struct SentEntry {
    QueueEntry entry;
    /// As the server answered to the last byte; none where the entry was not sent by this call.
    std::optional<ContributionStatus> status;
};

/// Contributions on their way to servers: the folder `queue` of the client's home, with one folder
/// an entry (entry.json, weights.safetensors). Survives the end of the process at any point: what
/// goes on is decided by what the server says it has. An entry is sent by one process at a time.
/// Objects hold nothing but the path; calls on different entries may run at once.
class UploadQueue {
  public:
    /// The pause after the n-th failure in a row is `first`·2ⁿ⁻¹, at most `longest`, and then
    /// between half and all of that, so that clients of a server that comes back do not all
    /// come at once.
    struct BackOff {
        std::chrono::milliseconds first{1'000};
        std::chrono::milliseconds longest{std::chrono::hours(1)};
    };

    /// @param home  as laurelHome()
    /// @param clock outlives the queue
    explicit UploadQueue(const std::filesystem::path& home, WallClock& clock = systemClock());
    UploadQueue(const std::filesystem::path& home, WallClock& clock, const BackOff& backOff);

    /// Puts a contribution on disk, whole or not at all. @throws Error Io
    QueueEntry add(const std::string& serverId, const Contribution& contribution);

    /// Oldest first. @throws Error Io, or InvalidInput naming the entry that cannot be read
    std::vector<QueueEntry> entries() const;
    /// @throws Error NotFound, Io, InvalidInput
    QueueEntry entry(const std::string& id) const;

    /// One attempt to bring an entry as far as it goes. What goes wrong with the server is noted in
    /// the entry, not thrown. The time that the entry may next be tried is the caller's to keep.
    /// @throws Error NotFound, Conflict when it is being sent or withdrawn elsewhere, InvalidInput
    /// when the
    ///         file is not what was queued, Io, Cancelled
    SentEntry send(const std::string& id, ServerClient& client, ProgressSink& progress);

    /// Attempts until it is finished or paused, or so many in a row brought nothing.
    SentEntry sendPersistently(const std::string& id, int attempts, ServerClient& client,
                               ProgressSink& progress);

    /// Lets a paused entry go on, and one that waits go on now. @throws as entry
    void resume(const std::string& id);

    /// Takes an entry back, with its file, or forgets one that was refused. At once and whole: a
    /// process that was about to send it finds nothing.
    /// @throws Error Conflict when it was sent, or another call is sending it now; NotFound, Io,
    ///         InvalidInput
    void withdraw(const std::string& id);

  private:
    std::filesystem::path folderOf(const std::string& id) const;
    void attempt(const std::filesystem::path& folder, SentEntry& sent, ServerClient& client,
                 ProgressSink& progress);

    std::filesystem::path home_;
    std::filesystem::path folder_;
    WallClock& clock_;
    BackOff backOff_;
};

} // namespace laurel
