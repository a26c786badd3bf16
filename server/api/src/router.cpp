#include "laurel/server_api/router.h"

#include "laurel/base/text.h"

#include <optional>
#include <string_view>

namespace laurel {

namespace {

using Parameters = std::map<std::string, std::string>;

std::vector<std::string_view> segmentsOf(std::string_view path) {
    std::vector<std::string_view> segments;
    for (std::size_t start = 1; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        segments.push_back(path.substr(start, end - start));
        start = end + 1;
    }
    return segments;
}

bool isParameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::string_view parameterName(std::string_view segment) {
    return segment.substr(1, segment.size() - 2);
}

std::optional<Parameters> match(std::string_view pattern,
                                const std::vector<std::string_view>& path) {
    const std::vector<std::string_view> expected = segmentsOf(pattern);
    if (expected.size() != path.size()) {
        return std::nullopt;
    }
    Parameters parameters;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (isParameter(expected[i]) && !path[i].empty()) {
            parameters.emplace(parameterName(expected[i]), path[i]);
        } else if (expected[i] != path[i]) {
            return std::nullopt;
        }
    }
    return parameters;
}

void allow(std::string& methods, const std::string& method) {
    methods += (methods.empty() ? "" : ", ") + method + (method == "GET" ? ", HEAD" : "");
}

} // namespace

HttpResponse Router::handle(const HttpRequest& request) const {
    const std::vector<std::string_view> path = segmentsOf(request.path);
    std::string allowed;
    for (const Route& route : routes_) {
        if (std::optional<Parameters> parameters = match(route.path, path)) {
            if (route.method == request.method) {
                HttpRequest matched = request;
                matched.pathParameters = std::move(*parameters);
                return route.handler(matched);
            }
            allow(allowed, route.method);
        }
    }
    if (allowed.empty()) {
        return errorResponse(ErrorCode::NotFound,
                             "there is nothing at " + quotedForMessage(request.path, 256));
    }
    HttpResponse response = errorResponse(405, ErrorCode::Unsupported,
                                          "expected the method " + allowed + ", got " +
                                              quotedForMessage(request.method));
    response.headers.emplace("Allow", allowed);
    return response;
}

std::vector<std::string> parameterNames(const std::string& path) {
    std::vector<std::string> names;
    for (const std::string_view segment : segmentsOf(path)) {
        if (isParameter(segment)) {
            names.emplace_back(parameterName(segment));
        }
    }
    return names;
}

} // namespace laurel
