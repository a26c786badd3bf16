#include "journal_writer.h"

#include "case_files.h"
#include "record_bodies.h"
#include "system_call.h"

#include "laurel/base/files.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

struct JournalWriter::OpenFile {
    OpenFile(std::int64_t number, fs::path file)
        : journal(number), path(std::move(file)),
          fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)) {
        if (fd < 0) {
            throwSystemError("write", path);
        }
    }
    ~OpenFile() { ::close(fd); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    std::int64_t journal;
    fs::path path;
    int fd;
};

namespace {

/// Brings the file back to what was written whole. @throws Error Io
void restoreSize(int fd, std::uint64_t size, const fs::path& path) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) {
        throwSystemError("write", path);
    }
    const auto present = static_cast<std::uint64_t>(info.st_size);
    if (info.st_nlink == 0 || present < size) {
        throw Error(ErrorCode::Io, path.string() + " was deleted or cut short by someone else");
    }
    if (present > size && ::ftruncate(fd, static_cast<off_t>(size)) != 0) {
        throwSystemError("write", path);
    }
}

/// One write, unless the system takes less than it was given. @throws Error Io
void writeAll(int fd, std::span<const std::byte> bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            throwSystemError("write", path);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

} // namespace

JournalWriter::JournalWriter(fs::path folder, std::int64_t journal, std::uint64_t sequence)
    : folder_(std::move(folder)), journal_(journal), sequence_(sequence) {}

void JournalWriter::stepDone(const EditStep& step) {
    steps_ = ++position_;
    append(RecordType::Done, bytesOf(step));
}

/// A step that this journal does not hold comes with the record, so that a journal can be read on
/// top of the save it belongs to, whether or not an earlier journal is still there.
void JournalWriter::stepUndone(const EditStep& step) {
    if (position_ > 0) {
        --position_;
        append(RecordType::Undone, {});
    } else {
        ++steps_;
        append(RecordType::Undone, bytesOf(step));
    }
}

void JournalWriter::stepRedone(const EditStep& step) {
    const bool held = position_ < steps_;
    steps_ = std::max(steps_, ++position_);
    append(RecordType::Redone, held ? std::vector<std::byte>() : bytesOf(step));
}

void JournalWriter::looksChanged(const std::vector<SegmentLook>& looks) {
    append(RecordType::Looks, bytesOf(looks));
}

void JournalWriter::modelChanged(const ModelUse& model) {
    append(RecordType::Model, bytesOf(model));
}

void JournalWriter::nameChanged(const std::string& name) {
    append(RecordType::Name, bytesOfName(name));
}

void JournalWriter::switchTo(std::int64_t journal) {
    flush();
    journal_ = journal;
    steps_ = position_ = 0;
}

void JournalWriter::forgetBefore(std::int64_t journal) {
    std::erase_if(waiting_, [&](const Waiting& record) { return record.journal < journal; });
    flush();
}

void JournalWriter::append(RecordType type, std::span<const std::byte> body) {
    ++sequence_;
    waiting_.push_back({journal_, sequence_, {}});
    try {
        waiting_.back().bytes = journalRecord(journal_, type, sequence_, body);
    } catch (const Error& error) {
        problem_ = error.what(); // it stays in the queue without bytes, and nothing passes it
        return;
    }
    flush();
}

void JournalWriter::flush() {
    try {
        while (!waiting_.empty()) {
            write(waiting_.front());
            waiting_.pop_front();
        }
        problem_.clear();
    } catch (const Error& error) {
        problem_ = error.what();
    }
}

std::shared_ptr<JournalWriter::OpenFile> JournalWriter::open(std::int64_t journal) {
    const std::lock_guard lock(mutex_);
    if (!file_ || file_->journal != journal) {
        file_.reset();
        file_ = std::make_shared<OpenFile>(journal, folder_ / journalName(journal));
    }
    return file_;
}

void JournalWriter::write(const Waiting& record) {
    if (record.bytes.empty()) {
        throw Error(ErrorCode::LimitExceeded, problem_);
    }
    const std::shared_ptr<OpenFile> file = open(record.journal);
    std::uint64_t& size = sizes_[record.journal];
    restoreSize(file->fd, size, file->path);
    std::vector<std::byte> bytes;
    if (size == 0) {
        bytes = journalHeader(record.journal, record.sequence);
    }
    bytes.insert(bytes.end(), record.bytes.begin(), record.bytes.end());
    try {
        writeAll(file->fd, bytes, file->path);
    } catch (const Error&) {
        // Nothing half-written; where even this fails, the next attempt begins with it.
        static_cast<void>(::ftruncate(file->fd, static_cast<off_t>(size)) == 0);
        throw;
    }
    size += bytes.size();
}

void JournalWriter::sync() {
    std::shared_ptr<OpenFile> file;
    {
        const std::lock_guard lock(mutex_);
        file = file_;
    }
    if (!file) {
        return;
    }
    if (::fsync(file->fd) != 0) {
        throwSystemError("write", file->path);
    }
    syncToDisk(folder_);
}

} // namespace laurel
