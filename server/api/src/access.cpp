#include "access.h"

#include "laurel/base/error.h"
#include "laurel/server_domain/retry_later.h"
#include "laurel/server_http/ip_address.h"

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

Access::Access(const AccessKeys& keys, bool anonymousRead, const RateLimits& limits)
    : keys_(keys), anonymousRead_(anonymousRead),
      requestsOfKey_(std::make_shared<Throttle>(limits.requestsPerMinute, limits.requestsAtOnce)),
      failuresOfAddress_(
          std::make_shared<Throttle>(limits.failuresPerMinute, limits.failuresAtOnce)) {}

/// Whoever tried too many bad keys is not heard, not even with a good one: else the answer would
/// tell them apart.
Principal Access::authenticate(const HttpRequest& request) const {
    const std::optional<IpAddress> address = IpAddress::parse(request.remoteAddress);
    const std::string from = address ? address->client().toString() : request.remoteAddress;
    const std::string_view token = bearerToken(request.header("authorization"));
    if (const auto seconds = failuresOfAddress_->wait(from)) {
        throw RetryLater("too many bad access keys came from this address", *seconds);
    }
    try {
        return keys_.authenticate(token);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Unauthenticated) {
            failuresOfAddress_->take(from);
        }
        throw;
    }
}

Principal Access::require(const HttpRequest& request, Role role) const {
    Principal who = authenticate(request);
    if (const auto seconds = requestsOfKey_->take(who.keyId)) {
        throw RetryLater("too many requests came with this key", *seconds);
    }
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
