#include "laurel/cli/exit_code.h"

namespace laurel::cli {

int exitCodeOf(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidInput:
    case ErrorCode::Unsupported:
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::LimitExceeded:
        return 3;
    case ErrorCode::Refused:
    case ErrorCode::Conflict:
    case ErrorCode::Unauthenticated:
    case ErrorCode::PermissionDenied:
        return 4;
    case ErrorCode::Io:
    case ErrorCode::Cancelled:
    case ErrorCode::Unavailable:
    case ErrorCode::Internal:
        break;
    }
    return 1;
}

} // namespace laurel::cli
