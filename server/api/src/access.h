#pragma once

#include "throttle.h"

#include "laurel/server_api/api.h"
#include "laurel/server_domain/access_keys.h"

#include <memory>
#include <optional>
#include <string_view>

namespace laurel {

/// Decides, from the head of a request alone, whether it may go on: handlers ask before they read a
/// body. Thread-safe.
class Access {
  public:
    /// @param keys outlives this object
    /// @param anonymousRead whether reading needs no key
    Access(const AccessKeys& keys, bool anonymousRead, const RateLimits& limits);

    /// @throws Error Unauthenticated without a good key, PermissionDenied for one of a lower role,
    /// RetryLater after too many requests with this key or too many bad keys from this address
    Principal require(const HttpRequest& request, Role role) const;
    /// The same, for a key that must also be good for this model.
    Principal require(const HttpRequest& request, Role role, std::string_view modelId) const;
    /// Who may see everything and change everything: an administrator's key for all models.
    Principal requireAdmin(const HttpRequest& request) const;

    /// Whoever reads: no value for a reader without a key, where that is allowed.
    std::optional<Principal> requireReader(const HttpRequest& request) const;
    void requireReader(const HttpRequest& request, std::string_view modelId) const;

  private:
    Principal authenticate(const HttpRequest& request) const;

    const AccessKeys& keys_;
    bool anonymousRead_;
    std::shared_ptr<Throttle> requestsOfKey_; ///< shared by the copies that routes have
    std::shared_ptr<Throttle> failuresOfAddress_;
};

} // namespace laurel
