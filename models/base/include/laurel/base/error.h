#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace laurel {

/// Why an operation failed. The one list for the whole program: proto maps it to an HTTP status,
/// client/cli to an exit code.
enum class ErrorCode {
    InvalidArgument, ///< the caller asked for something that makes no sense
    InvalidInput,    ///< a file or message is malformed or inconsistent
    Unsupported,     ///< well-formed, but a kind Laurel does not handle
    NotFound,
    AlreadyExists,
    Conflict, ///< the state moved on meanwhile
    Unauthenticated,
    PermissionDenied,
    LimitExceeded, ///< larger or more than the stated bound
    Refused,       ///< a server said no, with a reason
    Io,            ///< the operating system failed to read or write
    Cancelled,     ///< a person or a shutdown asked to stop
    Unavailable,   ///< may work later
    Internal,      ///< a defect of Laurel or of a library beneath it
};

/// Stable lower-case name, such as "invalid_input"; never translated.
std::string_view toString(ErrorCode code) noexcept;

/// The only exception type that crosses a target's boundary.
///
/// Foreign exceptions are translated where they arise. The message is for people: it names the file
/// or field, says what was expected and what came, and holds no patient data.
class Error : public std::runtime_error {
  public:
    Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

    ErrorCode code() const noexcept { return code_; }

  private:
    ErrorCode code_;
};

} // namespace laurel
