#pragma once

#include "laurel/base/error.h"
#include "laurel/server_api/request_body.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_http/query.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace laurel {

/// A request whose head was found well-formed; of its body nothing was read yet.
struct HttpRequest {
    std::string method; ///< upper case
    std::string path;   ///< percent-decoded, without the query
    Query query;
    std::map<std::string, std::string> headers; ///< names in lower case; lists joined by ", "
    std::map<std::string, std::string> pathParameters; ///< what the route's {names} matched
    std::string remoteAddress; ///< of the client, or of what a trusted proxy says is the client
    bool isLocal = false;      ///< made on this machine, with no proxy between (isMadeHere)
    RequestBody body;

    /// Empty where there is none.
    std::string_view header(const std::string& lowerCaseName) const;
};

/// Part of a blob as the body of an answer.
struct BlobSlice {
    std::shared_ptr<const BlobReader> blob;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct HttpResponse {
    int status = 200;
    std::string contentType = "application/json";
    std::map<std::string, std::string> headers;
    std::string body;
    std::optional<BlobSlice> blob; ///< sent instead of body
    std::string logDetail;         ///< for the log, never sent
    std::string operation;         ///< of the route that answered, for statistics, never sent
};

/// {"error": ...} with the status that belongs to the code, or with one that HTTP itself asks for;
/// 401 asks for a bearer's token, 503 says when to come again.
HttpResponse errorResponse(ErrorCode code, std::string_view message);
HttpResponse errorResponse(int status, ErrorCode code, std::string_view message);

/// The answer to what a handler threw; to RetryLater, 429 with Retry-After. Text of a fault that is
/// not the client's own (Io, Internal, foreign exceptions) goes to logDetail only. Call it while
/// the exception is being handled.
HttpResponse responseToCurrentException();

} // namespace laurel
