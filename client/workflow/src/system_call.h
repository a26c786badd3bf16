#pragma once

#include "laurel/base/error.h"

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace laurel {

/// @param what such as "write"; after it come the path and what errno says
[[noreturn]] inline void throwSystemError(const std::string& what,
                                          const std::filesystem::path& path) {
    const std::error_code fault(errno, std::generic_category());
    throw Error(fault == std::errc::no_such_file_or_directory ? ErrorCode::NotFound : ErrorCode::Io,
                "cannot " + what + " " + path.string() + ": " + fault.message());
}

inline void throwIf(const std::string& what, const std::filesystem::path& path,
                    const std::error_code& fault) {
    if (fault) {
        throw Error(ErrorCode::Io, "cannot " + what + " " + path.string() + ": " + fault.message());
    }
}

} // namespace laurel
