#pragma once

#include "laurel/base/error.h"

#include <string>
#include <string_view>

/// The body of every answer that is not a success: {"error":{"code":"not_found","message":"..."}}.
namespace laurel {

/// Bytes of the message that are sent and accepted; what is longer is cut.
inline constexpr std::size_t maxErrorMessageBytes = 1024;

/// Text that is not UTF-8 is sent with replacement characters.
std::string serializeError(ErrorCode code, std::string_view message);

/// The error that a server sent. Of an answer that is no such message, as a proxy's, only the
/// status is used: 404 is NotFound, 401 Unauthenticated, 403 PermissionDenied, 5xx Unavailable,
/// else Refused.
Error parseError(std::string_view body, int httpStatus);

} // namespace laurel
