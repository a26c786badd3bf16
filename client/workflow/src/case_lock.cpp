#include "case_lock.h"

#include "case_files.h"
#include "system_call.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace laurel {

CaseLock::CaseLock(const std::filesystem::path& folder)
    : fd_(::open((folder / lockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (fd_ < 0) {
        throwSystemError("lock", folder / lockName);
    }
    while (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) {
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
}

CaseLock::~CaseLock() {
    ::close(fd_);
}

} // namespace laurel
