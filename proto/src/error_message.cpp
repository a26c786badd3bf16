#include "laurel/proto/error_message.h"

#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"

#include <array>
#include <optional>

namespace laurel {

namespace {

using nlohmann::json;

constexpr std::array allCodes{ErrorCode::InvalidArgument,
                              ErrorCode::InvalidInput,
                              ErrorCode::Unsupported,
                              ErrorCode::NotFound,
                              ErrorCode::AlreadyExists,
                              ErrorCode::Conflict,
                              ErrorCode::Unauthenticated,
                              ErrorCode::PermissionDenied,
                              ErrorCode::LimitExceeded,
                              ErrorCode::Refused,
                              ErrorCode::Io,
                              ErrorCode::Cancelled,
                              ErrorCode::Unavailable,
                              ErrorCode::Internal};

std::optional<ErrorCode> codeNamed(std::string_view name) {
    for (const ErrorCode code : allCodes) {
        if (toString(code) == name) {
            return code;
        }
    }
    return std::nullopt;
}

ErrorCode codeOfStatus(int httpStatus) {
    switch (httpStatus) {
    case 401:
        return ErrorCode::Unauthenticated;
    case 403:
        return ErrorCode::PermissionDenied;
    case 404:
        return ErrorCode::NotFound;
    default:
        return httpStatus >= 500 ? ErrorCode::Unavailable : ErrorCode::Refused;
    }
}

Error readMessage(std::string_view body) {
    const json document = parseStrictJson(body, "the server's answer", {.bytes = 64U << 10});
    FieldReader whole(document, "the server's answer", "");
    FieldReader fields = whole.object("error");
    const std::string name = fields.text("code", {1, 64});
    // What replaces a byte that is not UTF-8 is three bytes long.
    const std::string message = fields.text("message", {0, 3 * maxErrorMessageBytes});
    // A newer server may know codes that this client does not.
    return {codeNamed(name).value_or(ErrorCode::Refused), message};
}

} // namespace

std::string serializeError(ErrorCode code, std::string_view message) {
    const std::string cut(message.substr(0, maxErrorMessageBytes));
    const json document{{"error", {{"code", toString(code)}, {"message", cut}}}};
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

Error parseError(std::string_view body, int httpStatus) {
    try {
        return readMessage(body);
    } catch (const Error&) {
        return {codeOfStatus(httpStatus),
                "the server answered with HTTP status " + std::to_string(httpStatus)};
    }
}

} // namespace laurel
