#include "answers.h"

#include "laurel/net/server_refusal.h"
#include "laurel/proto/error_message.h"

namespace laurel {

namespace {

constexpr int unauthorized = 401;
constexpr int forbidden = 403;

/// Whether the same request may succeed later.
bool mayPass(ErrorCode code, int status) {
    constexpr int requestTimeout = 408;
    constexpr int tooEarly = 425;
    constexpr int tooManyRequests = 429;
    constexpr int firstServerError = 500;
    return status >= firstServerError || status == requestTimeout || status == tooEarly ||
           status == tooManyRequests || code == ErrorCode::Unavailable ||
           code == ErrorCode::Internal || code == ErrorCode::Io || code == ErrorCode::Cancelled;
}

/// Whether the body is a message of a Laurel server: parseError makes this of all others.
bool isForeign(const Error& told, int status) {
    return std::string_view(told.what()) == parseError("", status).what();
}

} // namespace

void throwFailure(const HttpAnswer& answer, const std::string& server) {
    constexpr int firstRedirect = 300;
    constexpr int firstRefusal = 400;
    const int status = answer.status;
    if (status < firstRefusal) {
        const bool redirect = status >= firstRedirect;
        throw Error(ErrorCode::Unavailable,
                    server + ": " +
                        (redirect ? "redirects to another address" : "unexpected answer") +
                        " (HTTP status " + std::to_string(status) + ")");
    }
    const Error told = parseError(answer.body, status);
    const std::string message = server + ": " + told.what();
    if (mayPass(told.code(), status)) {
        throw Error(ErrorCode::Unavailable, message);
    }
    if (isForeign(told, status) && status != unauthorized && status != forbidden) {
        throw Error(ErrorCode::Unavailable,
                    message + "; that is not a Laurel server, or a proxy before it refused");
    }
    throw ServerRefusal(Error(told.code(), message), status);
}

} // namespace laurel
