#pragma once

#include "access.h"

#include "laurel/server_api/api.h"

#include <string>

/// One function per resource; each adds its routes.
namespace laurel {

/// Greatest number of a version or an audit entry that a request may name.
inline constexpr std::int64_t mostNumbered = 1'000'000'000;

void addServerRoutes(Router& router, const ApiServices& services, const ServerInfo& info);
void addMetricsRoute(Router& router, const ApiServices& services, const Access& access);
void addModelRoutes(Router& router, const ModelCatalog& catalog, const Access& access);
void addContributionRoutes(Router& router, const ApiServices& services, const Access& access);
void addAdminRoutes(Router& router, const ApiServices& services, const Access& access);

/// What is said once for many routes.
RouteAnswer jsonAnswer(const std::string& schema, const std::string& description);
RouteAnswer errorAnswer(int status, const std::string& description);
/// A body of JSON that changes from time to time.
HttpResponse jsonResponse(std::string body);
/// What the route's {name} matched.
const std::string& parameter(const HttpRequest& request, const std::string& name);

} // namespace laurel
