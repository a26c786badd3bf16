#pragma once

#include "laurel/base/error.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace laurel {

/// Request line and headers, judged.
struct RequestHead {
    std::string method;
    std::string target;                         ///< as sent: "/path?query"
    std::map<std::string, std::string> headers; ///< names in lower case; lists joined by ", "
    std::uint64_t bodyLength = 0;               ///< as declared
    bool awaitsContinue = false; ///< the client sends its body when it is told "100 Continue"
    bool keepAlive = true;       ///< the client's wish
};

/// Why a request was refused, and with which status.
struct RequestFault {
    int status = 400;
    ErrorCode code = ErrorCode::InvalidInput;
    std::string message; ///< has nothing of the request, so that it can be logged
    std::string got;     ///< from the request, quoted, for the client alone; may be empty

    std::string messageForClient() const {
        return got.empty() ? message : message + ", got " + got;
    }
};

/// Judges a complete head, its last empty line left out (RFC 9112, sections 2 to 6, without what
/// became obsolete: folded lines, bare line feeds). Pure.
std::variant<RequestHead, RequestFault> parseRequestHead(std::string_view head,
                                                         std::size_t mostHeaders);

} // namespace laurel
