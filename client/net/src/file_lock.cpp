#include "file_lock.h"

#include "system_error.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace laurel {

std::optional<FileLock> FileLock::tryTake(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        throwErrno("lock", file);
    }
    FileLock lock(fd);
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return std::nullopt;
        }
        if (errno != EINTR) {
            throwErrno("lock", file);
        }
    }
    return lock;
}

FileLock FileLock::wait(const std::filesystem::path& file, const CancellationToken& cancel) {
    constexpr auto pause = std::chrono::milliseconds(50);
    for (;;) {
        if (std::optional<FileLock> lock = tryTake(file)) {
            return std::move(*lock);
        }
        cancel.throwIfCancelled();
        std::this_thread::sleep_for(pause);
    }
}

FileLock::~FileLock() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

} // namespace laurel
