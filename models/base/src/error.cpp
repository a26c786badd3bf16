#include "laurel/base/error.h"

namespace laurel {

std::string_view toString(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid_argument";
    case ErrorCode::InvalidInput:
        return "invalid_input";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::AlreadyExists:
        return "already_exists";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::Unauthenticated:
        return "unauthenticated";
    case ErrorCode::PermissionDenied:
        return "permission_denied";
    case ErrorCode::LimitExceeded:
        return "limit_exceeded";
    case ErrorCode::Refused:
        return "refused";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Unavailable:
        return "unavailable";
    case ErrorCode::Internal:
        break;
    }
    return "internal";
}

} // namespace laurel
