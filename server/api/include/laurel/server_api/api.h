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
};

/// The whole HTTP API: /healthz, /readyz, /metrics, /openapi.json (made from the routes
/// themselves), and under /api/v1 the server's description, models, contributions, usage and
/// administration.
Router makeApi(const ApiServices& services, const ServerInfo& info);

} // namespace laurel
