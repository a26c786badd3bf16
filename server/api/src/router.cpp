#include "laurel/server_api/router.h"

#include "laurel/base/text.h"

#include <algorithm>
#include <optional>
#include <set>
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

struct Match {
    const Route* route;
    Parameters parameters;
};

/// HEAD by a route of its own, else by that of GET.
Match* choose(std::vector<Match>& matches, const std::string& method) {
    const auto withMethod = [&](const std::string& wanted) -> Match* {
        const auto found = std::find_if(matches.begin(), matches.end(), [&](const Match& each) {
            return each.route->method == wanted;
        });
        return found == matches.end() ? nullptr : &*found;
    };
    Match* const own = withMethod(method);
    return own == nullptr && method == "HEAD" ? withMethod("GET") : own;
}

HttpResponse callRoute(const Match& match, const HttpRequest& request) {
    const Route& route = *match.route;
    if (request.body.length() > route.mostBodyBytes) {
        return errorResponse(413, ErrorCode::LimitExceeded,
                             "expected a body of at most " + std::to_string(route.mostBodyBytes) +
                                 " bytes, got " + std::to_string(request.body.length()));
    }
    HttpRequest matched = request;
    matched.method = route.method;
    matched.pathParameters = match.parameters;
    return route.handler(matched);
}

HttpResponse otherMethod(const std::vector<Match>& matches, const HttpRequest& request) {
    std::set<std::string> methods;
    for (const Match& match : matches) {
        methods.insert(match.route->method);
        if (match.route->method == "GET") {
            methods.insert("HEAD");
        }
    }
    std::string allowed;
    for (const std::string& method : methods) {
        allowed += (allowed.empty() ? "" : ", ") + method;
    }
    HttpResponse response = errorResponse(405, ErrorCode::Unsupported,
                                          "expected the method " + allowed + ", got " +
                                              quotedForMessage(request.method));
    response.headers.emplace("Allow", allowed);
    return response;
}

} // namespace

HttpResponse Router::handle(const HttpRequest& request) const {
    const std::vector<std::string_view> path = segmentsOf(request.path);
    std::vector<Match> matches;
    for (const Route& route : routes_) {
        if (std::optional<Parameters> parameters = match(route.path, path)) {
            matches.push_back({&route, std::move(*parameters)});
        }
    }
    if (matches.empty()) {
        return errorResponse(ErrorCode::NotFound,
                             "there is nothing at " + quotedForMessage(request.path, 256));
    }
    const Match* const chosen = choose(matches, request.method);
    return chosen == nullptr ? otherMethod(matches, request) : callRoute(*chosen, request);
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
