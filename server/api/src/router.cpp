#include "laurel/server_api/router.h"

#include "laurel/base/text.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace laurel {

namespace {

using Parameters = std::map<std::string, std::string>;

/// Cuts the first segment off a path that begins with "/", and that "/".
std::string_view takeSegment(std::string_view& path) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, end - 1);
    path.remove_prefix(end);
    return segment;
}

bool isParameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::string_view parameterName(std::string_view segment) {
    return segment.substr(1, segment.size() - 2);
}

bool matches(std::string_view pattern, std::string_view path) {
    while (!pattern.empty() && !path.empty()) {
        const std::string_view expected = takeSegment(pattern);
        const std::string_view segment = takeSegment(path);
        if (isParameter(expected) ? segment.empty() : expected != segment) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

/// Precondition: the path matches.
Parameters parametersOf(std::string_view pattern, std::string_view path) {
    Parameters parameters;
    while (!pattern.empty()) {
        const std::string_view expected = takeSegment(pattern);
        const std::string_view segment = takeSegment(path);
        if (isParameter(expected)) {
            parameters.emplace(parameterName(expected), segment);
        }
    }
    return parameters;
}

/// HEAD by a route of its own, else by that of GET.
const Route* choose(const std::vector<const Route*>& routes, const std::string& method) {
    const auto withMethod = [&](std::string_view wanted) {
        const auto found = std::find_if(routes.begin(), routes.end(), [&](const Route* route) {
            return route->method == wanted;
        });
        return found == routes.end() ? nullptr : *found;
    };
    const Route* const own = withMethod(method);
    return own == nullptr && method == "HEAD" ? withMethod("GET") : own;
}

HttpResponse answerOf(const Route& route, const HttpRequest& request) {
    if (request.body.length() > route.mostBodyBytes) {
        return errorResponse(413, ErrorCode::LimitExceeded,
                             "expected a body of at most " + std::to_string(route.mostBodyBytes) +
                                 " bytes, got " + std::to_string(request.body.length()));
    }
    HttpRequest matched = request;
    matched.method = route.method;
    matched.pathParameters = parametersOf(route.path, request.path);
    return route.handler(matched);
}

/// What the handler throws is answered here, so that it is known which route it was.
HttpResponse callRoute(const Route& route, const HttpRequest& request) {
    HttpResponse response;
    try {
        response = answerOf(route, request);
    } catch (...) {
        response = responseToCurrentException();
    }
    response.operation = route.operation;
    return response;
}

HttpResponse otherMethod(const std::vector<const Route*>& routes, const HttpRequest& request) {
    std::set<std::string> methods;
    for (const Route* const route : routes) {
        methods.insert(route->method);
        if (route->method == "GET") {
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
    std::vector<const Route*> ofPath;
    for (const Route& route : routes_) {
        if (matches(route.path, request.path)) {
            ofPath.push_back(&route);
        }
    }
    if (ofPath.empty()) {
        return errorResponse(ErrorCode::NotFound,
                             "there is nothing at " + quotedForMessage(request.path, 256));
    }
    const Route* const chosen = choose(ofPath, request.method);
    return chosen == nullptr ? otherMethod(ofPath, request) : callRoute(*chosen, request);
}

std::vector<std::string> parameterNames(const std::string& path) {
    std::vector<std::string> names;
    for (std::string_view rest = path; !rest.empty();) {
        const std::string_view segment = takeSegment(rest);
        if (isParameter(segment)) {
            names.emplace_back(parameterName(segment));
        }
    }
    return names;
}

} // namespace laurel
