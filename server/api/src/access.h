#pragma once

#include "laurel/server_api/http_message.h"
#include "laurel/server_domain/access_keys.h"

#include <optional>
#include <string_view>

namespace laurel {

/// Decides, from the head of a request alone, whether it may go on: handlers ask before they read a
/// body. Thread-safe.
class Access {
  public:
    /// @param keys outlives this object
    /// @param anonymousRead whether reading needs no key
    Access(const AccessKeys& keys, bool anonymousRead)
        : keys_(keys), anonymousRead_(anonymousRead) {}

    /// @throws Error Unauthenticated without a good key, PermissionDenied for one of a lower role
    Principal require(const HttpRequest& request, Role role) const;
    /// The same, for a key that must also be good for this model.
    Principal require(const HttpRequest& request, Role role, std::string_view modelId) const;
    /// Who may see everything and change everything: an administrator's key for all models.
    Principal requireAdmin(const HttpRequest& request) const;

    /// Whoever reads: no value for a reader without a key, where that is allowed.
    std::optional<Principal> requireReader(const HttpRequest& request) const;
    void requireReader(const HttpRequest& request, std::string_view modelId) const;

  private:
    const AccessKeys& keys_;
    const bool anonymousRead_;
};

} // namespace laurel
