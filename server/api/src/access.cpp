#include "access.h"

#include "laurel/base/error.h"

#include <string>

namespace laurel {

namespace {

/// The token of "Bearer <token>", whose first word may be written in any case (RFC 9110, 11.1).
std::string_view bearerToken(std::string_view header) {
    constexpr std::string_view scheme = "bearer ";
    bool matches = header.size() > scheme.size();
    for (std::size_t i = 0; matches && i < scheme.size(); ++i) {
        const char c = header[i];
        matches = (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == scheme[i];
    }
    if (!matches) {
        throw Error(ErrorCode::Unauthenticated,
                    "expected the header \"Authorization: Bearer <key>\"");
    }
    return header.substr(scheme.size());
}

[[noreturn]] void throwForbidden(const std::string& what) {
    throw Error(ErrorCode::PermissionDenied, "this key may not " + what);
}

void requireModel(const Principal& who, Role role, std::string_view modelId) {
    if (!who.may(role, modelId)) {
        throwForbidden("do this with this model");
    }
}

} // namespace

Principal Access::require(const HttpRequest& request, Role role) const {
    Principal who = keys_.authenticate(bearerToken(request.header("authorization")));
    if (who.role < role) {
        throwForbidden("do this: it needs the role " + std::string(toString(role)));
    }
    return who;
}

Principal Access::require(const HttpRequest& request, Role role, std::string_view modelId) const {
    Principal who = require(request, role);
    requireModel(who, role, modelId);
    return who;
}

Principal Access::requireAdmin(const HttpRequest& request) const {
    Principal who = require(request, Role::Admin);
    if (!who.isAdmin()) {
        throwForbidden("administer more than its own models");
    }
    return who;
}

std::optional<Principal> Access::requireReader(const HttpRequest& request) const {
    if (anonymousRead_ && request.header("authorization").empty()) {
        return std::nullopt;
    }
    return require(request, Role::Reader);
}

void Access::requireReader(const HttpRequest& request, std::string_view modelId) const {
    if (const std::optional<Principal> who = requireReader(request)) {
        requireModel(*who, Role::Reader, modelId);
    }
}

} // namespace laurel
