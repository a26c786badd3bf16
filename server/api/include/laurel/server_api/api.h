#pragma once

#include "laurel/server_api/router.h"
#include "laurel/server_domain/model_catalog.h"

namespace laurel {

/// The whole HTTP API: /healthz, /readyz, /openapi.json (made from the routes themselves), and
/// under /api/v1 the server's description and the published models.
/// @param catalog outlives the router
Router makeApi(const ModelCatalog& catalog, const ServerInfo& info);

} // namespace laurel
