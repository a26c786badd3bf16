#include "laurel/net/upload_queue.h"

#include "entry_file.h"
#include "file_lock.h"
#include "private_files.h"
#include "upload_attempt.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/net/server_refusal.h"
#include "laurel/weights/crypto.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <random>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* lockName = ".lock";

/// Ids of entries look like those of contributions.
bool isEntryId(const std::string& name) {
    return isContributionId(name);
}

FileLock lockEntry(const fs::path& folder) {
    std::optional<FileLock> lock = FileLock::tryTake(folder / lockName);
    if (!lock) {
        throw Error(ErrorCode::Conflict,
                    folder.filename().string() +
                        ": it is being sent or withdrawn by another process or thread");
    }
    return std::move(*lock);
}

/// None for what is no entry, or was taken back meanwhile.
std::optional<QueueEntry> readUnlessWithdrawn(const fs::path& folder) {
    if (!isEntryId(folder.filename().string())) {
        return std::nullopt;
    }
    try {
        return readEntry(folder);
    } catch (const Error&) {
        if (std::error_code absent; !fs::exists(folder, absent)) {
            return std::nullopt;
        }
        throw;
    }
}

void discardWeights(const fs::path& folder) {
    std::error_code ignored;
    fs::remove(folder / entryWeightsName, ignored);
}

std::chrono::milliseconds backOff(const UploadQueue::BackOff& settings, int failures) {
    constexpr int mostDoublings = 30;
    const std::int64_t factor = std::int64_t{1} << std::clamp(failures - 1, 0, mostDoublings);
    const auto whole = std::min(settings.first * factor, settings.longest);
    Random random(std::random_device{}());
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(whole.count()) * random.uniform(0.5, 1)));
}

void noteProblem(QueueEntry& entry, const Error& error) {
    entry.problem = error.what();
    entry.problemCode = error.code();
}

void noteFailure(QueueEntry& entry, const Error& error, bool advanced,
                 const UploadQueue::BackOff& settings, WallClock& clock) {
    noteProblem(entry, error);
    entry.failures = advanced ? 1 : entry.failures + 1;
    entry.nextAttempt = clock.now() + backOff(settings, entry.failures);
}

} // namespace

UploadQueue::UploadQueue(const fs::path& home, WallClock& clock)
    : UploadQueue(home, clock, BackOff{}) {}

UploadQueue::UploadQueue(const fs::path& home, WallClock& clock, const BackOff& backOff)
    : home_(home), folder_(home / "queue"), clock_(clock), backOff_(backOff) {}

fs::path UploadQueue::folderOf(const std::string& id) const {
    if (std::error_code absent; !isEntryId(id) || !fs::exists(folder_ / id, absent)) {
        throw Error(ErrorCode::NotFound, "there is no " + id + " in " + folder_.string());
    }
    return folder_ / id;
}

QueueEntry UploadQueue::add(const std::string& serverId, const Contribution& contribution) {
    makeFolders(home_, folder_);
    removeAbandoned(folder_);
    QueueEntry entry;
    entry.id = randomId();
    entry.serverId = serverId;
    entry.model = contribution.model;
    entry.request = contribution.request;
    entry.created = clock_.now();
    entry.nextAttempt = entry.created;
    writeThroughTemporary(folder_ / entry.id, [&](const fs::path& aside) {
        makeFolders(home_, aside);
        writeSafetensors(aside / entryWeightsName, contribution.tensors);
        entry.request.size = fs::file_size(aside / entryWeightsName);
        entry.request.sha256 = sha256HexOfFile(aside / entryWeightsName);
        writeEntry(aside, entry);
    });
    return this->entry(entry.id);
}

std::vector<QueueEntry> UploadQueue::entries() const {
    std::vector<QueueEntry> all;
    for (const std::string& name : namesIn(folder_)) {
        if (std::optional<QueueEntry> entry = readUnlessWithdrawn(folder_ / name)) {
            all.push_back(std::move(*entry));
        }
    }
    std::sort(all.begin(), all.end(), [](const QueueEntry& a, const QueueEntry& b) {
        return std::tie(a.created, a.id) < std::tie(b.created, b.id);
    });
    return all;
}

QueueEntry UploadQueue::entry(const std::string& id) const {
    return readEntry(folderOf(id));
}

SentEntry UploadQueue::send(const std::string& id, ServerClient& client, ProgressSink& progress) {
    const fs::path folder = folderOf(id);
    const FileLock lock = lockEntry(folder);
    SentEntry sent{readEntry(folder), std::nullopt};
    QueueEntry& entry = sent.entry;
    if (!entry.isFinished() && !entry.paused) {
        removeAbandoned(folder);
        attempt(folder, sent, client, progress);
        writeEntry(folder, entry);
    }
    if (entry.isFinished()) {
        discardWeights(folder);
    }
    return sent;
}

void UploadQueue::attempt(const fs::path& folder, SentEntry& sent, ServerClient& client,
                          ProgressSink& progress) {
    QueueEntry& entry = sent.entry;
    UploadAttempt one(folder, entry, client, progress);
    try {
        sent.status = one.run();
        entry.problem.clear();
        entry.failures = 0;
    } catch (const ServerRefusal& refusal) {
        const bool forgotten = refusal.code() == ErrorCode::NotFound && !entry.recreated &&
                               entry.state == UploadState::Uploading;
        if (forgotten) { // such as after the server was restored from a backup
            entry.state = UploadState::Queued;
            entry.contribution.clear();
            entry.recreated = true;
            noteFailure(entry, refusal, one.hasAdvanced(), backOff_, clock_);
            return;
        }
        noteProblem(entry, refusal);
        entry.paused = refusal.code() == ErrorCode::Unauthenticated ||
                       refusal.code() == ErrorCode::PermissionDenied;
        entry.state = entry.paused ? entry.state : UploadState::Refused;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Refused) { // not the server that was pinned
            noteProblem(entry, error);
            entry.paused = true;
        } else if (error.code() == ErrorCode::Unavailable) {
            noteFailure(entry, error, one.hasAdvanced(), backOff_, clock_);
        } else {
            throw;
        }
    }
}

SentEntry UploadQueue::sendPersistently(const std::string& id, int attempts, ServerClient& client,
                                        ProgressSink& progress) {
    for (;;) {
        SentEntry sent = send(id, client, progress);
        const QueueEntry& entry = sent.entry;
        if (entry.isFinished() || entry.paused || entry.failures >= attempts) {
            return sent;
        }
        clock_.waitUntil(entry.nextAttempt, client.cancel());
    }
}

void UploadQueue::resume(const std::string& id) {
    const fs::path folder = folderOf(id);
    const FileLock lock = lockEntry(folder);
    QueueEntry entry = readEntry(folder);
    if (!entry.isFinished()) {
        entry.paused = false;
        entry.failures = 0;
        entry.nextAttempt = clock_.now();
        writeEntry(folder, entry);
    }
}

void UploadQueue::withdraw(const std::string& id) {
    const fs::path folder = folderOf(id);
    const FileLock lock = lockEntry(folder);
    if (readEntry(folder).state == UploadState::Sent) {
        throw Error(ErrorCode::Conflict, id + ": it was sent already; its server has it");
    }
    const TemporaryFolder aside(folder_); // its removal may take a while, the renaming does not
    renamePath(folder, aside.path() / id);
    syncToDisk(folder_);
}

} // namespace laurel
