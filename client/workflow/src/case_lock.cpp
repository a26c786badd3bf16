#include "case_lock.h"

#include "case_files.h"
#include "system_call.h"

#include <chrono>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace laurel {

namespace {

constexpr std::string_view mark = "open\n";

} // namespace

CaseLock::CaseLock(const std::filesystem::path& folder)
    : fd_(::open((folder / lockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (fd_ < 0) {
        throwSystemError("lock", folder / lockName);
    }
    // Whoever asks `wasLeftOpen` has it for a moment.
    constexpr int mostAttempts = 5;
    for (int attempt = 1; ::flock(fd_, LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (errno == EINTR) {
            continue;
        }
        if (errno == EWOULDBLOCK && attempt < mostAttempts) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            continue;
        }
        const bool held = errno == EWOULDBLOCK;
        const int number = errno;
        ::close(fd_);
        if (held) {
            throw Error(ErrorCode::Conflict,
                        "the case " + folder.string() + " is open elsewhere; close it there first");
        }
        errno = number;
        throwSystemError("lock", folder / lockName);
    }
    // On a full disk nothing can be written; then nobody is told later, and nothing else is lost.
    [[maybe_unused]] const ssize_t written = ::pwrite(fd_, mark.data(), mark.size(), 0);
}

CaseLock::~CaseLock() {
    [[maybe_unused]] const int emptied = ::ftruncate(fd_, 0);
    ::close(fd_);
}

bool wasLeftOpen(const std::filesystem::path& folder) noexcept {
    const int fd = ::open((folder / lockName).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return false;
    }
    struct stat facts {};
    const bool isMarked = ::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0;
    const bool isHeld = isMarked && ::flock(fd, LOCK_SH | LOCK_NB) != 0;
    ::close(fd);
    return isMarked && !isHeld;
}

} // namespace laurel
