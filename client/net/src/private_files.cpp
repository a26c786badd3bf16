#include "private_files.h"

#include "system_error.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

void throwErrno(const std::string& what, const fs::path& path) {
    const std::error_code fault(errno, std::generic_category());
    throw Error(fault == std::errc::no_such_file_or_directory ? ErrorCode::NotFound : ErrorCode::Io,
                "cannot " + what + " " + path.string() + ": " + fault.message());
}

void makeFolders(const fs::path& home, const fs::path& below) {
    std::error_code fault;
    fs::create_directories(home.parent_path(), fault);
    if (!fault && ::mkdir(home.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        throwErrno("make the folder", home);
    }
    if (!fault) {
        fs::create_directories(below, fault);
    }
    if (fault) {
        throw Error(ErrorCode::Io,
                    "cannot make the folder " + below.string() + ": " + fault.message());
    }
}

void writePrivateFile(const fs::path& path, std::string_view text) {
    writeThroughTemporary(path, [&](const fs::path& temporary) {
        const int fd =
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (fd < 0) {
            throwErrno("write", path);
        }
        const ssize_t written = ::write(fd, text.data(), text.size());
        ::close(fd);
        if (written != static_cast<ssize_t>(text.size())) {
            throwErrno("write", path);
        }
    });
}

void requirePrivate(const fs::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        throwErrno("read", path);
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw Error(ErrorCode::InvalidInput,
                    path.string() + " can be read by others than its owner; expected mode 0600");
    }
}

void renamePath(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) {
        throwErrno("rename", from);
    }
}

std::vector<std::string> namesIn(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        names.push_back(entry->path().filename().string());
    }
    if (fault && fault != std::errc::no_such_file_or_directory) {
        throw Error(ErrorCode::Io, "cannot read " + folder.string() + ": " + fault.message());
    }
    std::sort(names.begin(), names.end());
    return names;
}

void removeAbandoned(const fs::path& folder) noexcept {
    constexpr auto age = std::chrono::hours(24);
    std::error_code ignored;
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        std::error_code fault;
        const auto written = entry->last_write_time(fault);
        if (!fault && entry->path().filename().string().starts_with(".laurel-") &&
            fs::file_time_type::clock::now() - written > age) {
            fs::remove_all(entry->path(), fault);
        }
    }
}

std::string randomId() {
    std::array<std::uint8_t, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw Error(ErrorCode::Io, "the system gives no random numbers");
    }
    return toHexText(bytes);
}

} // namespace laurel
