#pragma once

#include "laurel/server_api/router.h"
#include "laurel/server_domain/access_keys.h"
#include "laurel/server_domain/contribution_desk.h"
#include "laurel/server_domain/model_catalog.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_domain/usage_desk.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace laurel {

/// How often somebody may ask. What is more gets 429 and Retry-After.
struct RateLimits {
    std::size_t requestsPerMinute = 1200; ///< with one key, in the long run
    std::size_t requestsAtOnce = 600;     ///< of these
    std::size_t failuresPerMinute = 10;   ///< bad keys from one address, in the long run
    std::size_t failuresAtOnce = 20;
};

/// Something without which the server cannot do its work.
struct ReadinessCheck {
    std::string name;    ///< stable word, such as "disk"
    std::string problem; ///< empty where it is as it should be; for the log
};

/// What the routes are made of. All that is referred to outlives the router and is thread-safe.
struct ApiServices {
    const ModelCatalog& catalog;
    AccessKeys& keys;
    ContributionDesk& contributions;
    UsageDesk& usage;
    Publisher& publisher;
    ServerLimits limits;
    bool anonymousRead = true; ///< whether models may be read without a key
    /// The latest lines of the log, oldest first, each a JSON object.
    std::function<std::vector<std::string>(std::size_t most)> recentLogLines;
    /// The figures of /metrics, in Prometheus' text format 0.0.4.
    std::function<std::string()> metrics;
    RateLimits rates{};
    /// What /readyz looks at beside the database; may be empty.
    std::function<std::vector<ReadinessCheck>()> readiness{};
};

/// The whole HTTP API: /healthz, /readyz, /metrics, /openapi.json (made from the routes
/// themselves), and under /api/v1 the server's description, models, contributions, usage and
/// administration.
Router makeApi(const ApiServices& services, const ServerInfo& info);

} // namespace laurel
