#include "laurel/server_api/http_message.h"

#include "laurel/proto/error_message.h"
#include "laurel/proto/http_status.h"
#include "laurel/server_domain/retry_later.h"

#include <exception>

namespace laurel {

std::string_view HttpRequest::header(const std::string& lowerCaseName) const {
    const auto found = headers.find(lowerCaseName);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

HttpResponse errorResponse(ErrorCode code, std::string_view message) {
    return errorResponse(httpStatusOf(code), code, message);
}

HttpResponse errorResponse(int status, ErrorCode code, std::string_view message) {
    HttpResponse response;
    response.status = status;
    response.body = serializeError(code, message);
    if (status == 401) {
        response.headers.emplace("WWW-Authenticate", "Bearer");
    }
    if (status == 503) {
        constexpr const char* seconds = "5";
        response.headers.emplace("Retry-After", seconds);
    }
    return response;
}

HttpResponse responseToCurrentException() {
    std::string detail;
    try {
        throw;
    } catch (const RetryLater& error) {
        constexpr int tooManyRequests = 429;
        HttpResponse response = errorResponse(tooManyRequests, error.code(), error.what());
        response.headers.emplace("Retry-After", std::to_string(error.seconds()));
        return response;
    } catch (const BlobDamaged& error) {
        HttpResponse response = errorResponse(
            error.code(), "the server's copy of this is damaged and is not given out; its "
                          "administrator has to restore it");
        response.logDetail = error.what();
        return response;
    } catch (const Error& error) {
        if (httpStatusOf(error.code()) != 500) {
            return errorResponse(error.code(), error.what());
        }
        detail = error.what();
    } catch (const std::exception& error) {
        detail = error.what();
    } catch (...) {
        detail = "an exception of unknown type";
    }
    HttpResponse response =
        errorResponse(ErrorCode::Internal, "the server failed; its log says why");
    response.logDetail = std::move(detail);
    return response;
}

} // namespace laurel
