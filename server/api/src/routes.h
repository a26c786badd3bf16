#pragma once

#include "laurel/server_api/router.h"
#include "laurel/server_domain/model_catalog.h"

/// One function per resource; each adds its routes.
namespace laurel {

void addServerRoutes(Router& router, const ModelCatalog& catalog, const ServerInfo& info);
void addModelRoutes(Router& router, const ModelCatalog& catalog);

/// What is said once for many routes.
RouteAnswer jsonAnswer(const std::string& schema, const std::string& description);
RouteAnswer errorAnswer(int status, const std::string& description);
/// A body of JSON that changes from time to time.
HttpResponse jsonResponse(std::string body);

} // namespace laurel
