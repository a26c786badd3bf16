#include "laurel/proto/http_status.h"

namespace laurel {

int httpStatusOf(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidInput:
        return 400;
    case ErrorCode::Unauthenticated:
        return 401;
    case ErrorCode::PermissionDenied:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::AlreadyExists:
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::LimitExceeded:
        return 413;
    case ErrorCode::Unsupported:
        return 415;
    case ErrorCode::Refused:
        return 422;
    case ErrorCode::Cancelled:
    case ErrorCode::Unavailable:
        return 503;
    case ErrorCode::Io:
    case ErrorCode::Internal:
        break;
    }
    return 500;
}

} // namespace laurel
