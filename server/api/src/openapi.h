#pragma once

#include "laurel/server_api/router.h"

#include <string>

namespace laurel {

/// The OpenAPI 3.0 document of these routes.
std::string openApiDocument(const std::vector<Route>& routes, const std::string& version);

} // namespace laurel
