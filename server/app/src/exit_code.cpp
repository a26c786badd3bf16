#include "exit_code.h"

namespace laurel {

int exitCodeOf(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidInput:
    case ErrorCode::Unsupported:
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::LimitExceeded:
        return 3;
    default:
        return 1;
    }
}

} // namespace laurel
