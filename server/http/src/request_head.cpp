#include "laurel/server_http/request_head.h"

#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 7> knownMethods{"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};
/// Headers that mean different things to different readers when they stand twice.
constexpr std::array<std::string_view, 8> onceOnly{
    "authorization", "content-length", "content-range", "content-type",
    "host",          "if-range",       "range",         "transfer-encoding"};

RequestFault malformed(std::string message, std::string_view got) {
    return {400, ErrorCode::InvalidInput, std::move(message), quotedForMessage(got)};
}

RequestFault unsupported(int status, std::string message, std::string_view got) {
    return {status, ErrorCode::Unsupported, std::move(message), quotedForMessage(got)};
}

bool isTokenCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

char toLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowerCase(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), toLower);
    return result;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool isHeaderValue(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    });
}

/// Cuts the first line off, which ends with CR LF or with the text.
std::string_view takeLine(std::string_view& text) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

using Fault = std::optional<RequestFault>;

Fault readRequestLine(std::string_view line, RequestHead& head, bool& isHttp10) {
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos || !isToken(line.substr(0, first))) {
        return malformed("expected a request line \"METHOD /path HTTP/1.1\"", line);
    }
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, second - first - 1);
    const std::string_view version = line.substr(second + 1);
    const bool printable = std::all_of(head.target.begin(), head.target.end(),
                                       [](char c) { return c > 0x20 && c < 0x7F; });
    if (!printable || head.target.empty() || head.target.front() != '/') {
        return malformed("expected a printable request target that begins with \"/\"", head.target);
    }
    isHttp10 = version == "HTTP/1.0";
    if (!isHttp10 && version != "HTTP/1.1") {
        return unsupported(505, "expected HTTP/1.1 or HTTP/1.0", version);
    }
    if (std::find(knownMethods.begin(), knownMethods.end(), head.method) == knownMethods.end()) {
        return unsupported(501, "expected a known method", head.method);
    }
    return std::nullopt;
}

Fault readHeader(std::string_view line, RequestHead& head) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) {
        return malformed("expected a header \"Name: value\"", line);
    }
    const std::string name = lowerCase(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!isHeaderValue(value)) {
        return malformed("expected no control character in a header", name);
    }
    const auto [entry, isNew] = head.headers.emplace(name, value);
    if (!isNew) {
        if (std::find(onceOnly.begin(), onceOnly.end(), name) != onceOnly.end()) {
            return malformed("expected a header of this kind once", name);
        }
        if (!value.empty()) { // RFC 9110, section 5.6.1: empty elements of a list count for nothing
            entry->second.append(entry->second.empty() ? "" : ", ").append(value);
        }
    }
    return std::nullopt;
}

Fault readHeaders(std::string_view text, RequestHead& head, std::size_t mostHeaders) {
    for (std::size_t count = 0; !text.empty(); ++count) {
        if (count == mostHeaders) {
            return RequestFault{431,
                                ErrorCode::LimitExceeded,
                                "expected at most " + std::to_string(mostHeaders) + " headers",
                                {}};
        }
        if (Fault fault = readHeader(takeLine(text), head)) {
            return fault;
        }
    }
    return std::nullopt;
}

/// RFC 9112, section 6: where one request ends must be beyond doubt. Chunks are not read: nothing
/// bounds them, and what a body may cost is judged before its first byte.
Fault judgeBody(RequestHead& head) {
    const auto length = head.headers.find("content-length");
    const auto transfer = head.headers.find("transfer-encoding");
    const auto encoding = head.headers.find("content-encoding");
    if (length != head.headers.end()) {
        const std::string& digits = length->second;
        if (digits.empty() || digits.size() > 18 ||
            digits.find_first_not_of("0123456789") != std::string::npos) {
            return malformed("expected a Content-Length of 1 to 18 digits", digits);
        }
        if (transfer != head.headers.end()) {
            return malformed("expected no Transfer-Encoding beside Content-Length",
                             transfer->second);
        }
        std::from_chars(digits.data(), digits.data() + digits.size(), head.bodyLength);
    }
    if (transfer != head.headers.end()) {
        const bool isChunked = lowerCase(transfer->second) == "chunked";
        return unsupported(isChunked ? 411 : 501,
                           "expected a Content-Length and no Transfer-Encoding", transfer->second);
    }
    if (encoding != head.headers.end() && lowerCase(encoding->second) != "identity") {
        return unsupported(415, "expected no Content-Encoding", encoding->second);
    }
    return std::nullopt;
}

/// RFC 9110, section 10.1.1.
Fault judgeExpectation(RequestHead& head, bool isHttp10) {
    const auto expect = head.headers.find("expect");
    if (expect == head.headers.end()) {
        return std::nullopt;
    }
    if (lowerCase(expect->second) != "100-continue") {
        return unsupported(417, "expected no expectation but \"100-continue\"", expect->second);
    }
    head.awaitsContinue = !isHttp10 && head.bodyLength > 0;
    return std::nullopt;
}

} // namespace

std::variant<RequestHead, RequestFault> parseRequestHead(std::string_view text,
                                                         std::size_t mostHeaders) {
    RequestHead head;
    bool isHttp10 = false;
    Fault fault = readRequestLine(takeLine(text), head, isHttp10);
    if (!fault) {
        fault = readHeaders(text, head, mostHeaders);
    }
    if (!fault) {
        fault = judgeBody(head);
    }
    if (!fault) {
        fault = judgeExpectation(head, isHttp10);
    }
    if (!fault && !isHttp10 && !head.headers.contains("host")) {
        fault = RequestFault{
            400, ErrorCode::InvalidInput, "expected the header \"Host\", which HTTP/1.1 needs", {}};
    }
    if (fault) {
        return *fault;
    }
    const auto connection = head.headers.find("connection");
    head.keepAlive =
        !isHttp10 && (connection == head.headers.end() ||
                      lowerCase(connection->second).find("close") == std::string::npos);
    return head;
}

} // namespace laurel
