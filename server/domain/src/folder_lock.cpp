#include "laurel/server_domain/folder_lock.h"

#include "laurel/base/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

namespace laurel {

namespace {

[[noreturn]] void throwErrno(int number, const std::filesystem::path& folder) {
    throw Error(number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                "cannot lock " + folder.string() + ": " + std::strerror(number));
}

} // namespace

FolderLock::FolderLock(const std::filesystem::path& folder)
    : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (fd_ < 0) {
        throwErrno(errno, folder);
    }
    while (::flock(fd_, LOCK_EX) != 0) {
        const int number = errno;
        if (number != EINTR) {
            ::close(fd_);
            throwErrno(number, folder);
        }
    }
}

FolderLock::~FolderLock() {
    ::close(fd_);
}

} // namespace laurel
