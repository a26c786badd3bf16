#include "laurel/server_api/api.h"

#include "openapi.h"
#include "routes.h"

#include <memory>

namespace laurel {

RouteAnswer jsonAnswer(const std::string& schema, const std::string& description) {
    return {200, description, "application/json", schema};
}

RouteAnswer errorAnswer(int status, const std::string& description) {
    return {status, description, "application/json", "Error"};
}

HttpResponse jsonResponse(std::string body) {
    HttpResponse response;
    response.body = std::move(body);
    response.headers.emplace("Cache-Control", "no-cache");
    return response;
}

const std::string& parameter(const HttpRequest& request, const std::string& name) {
    return request.pathParameters.at(name);
}

Router makeApi(const ApiServices& services, const ServerInfo& info) {
    const Access access(services.keys, services.anonymousRead, services.rates);
    Router router;
    addServerRoutes(router, services, info);
    addMetricsRoute(router, services, access);
    addModelRoutes(router, services.catalog, access);
    addContributionRoutes(router, services, access);
    addAdminRoutes(router, services, access);

    const auto document = std::make_shared<std::string>();
    router.add({"GET",
                "/openapi.json",
                "getOpenApi",
                "This document",
                {{200, "An OpenAPI 3.0 document", "application/json", ""}},
                [document](const HttpRequest&) { return jsonResponse(*document); }});
    *document = openApiDocument(router.routes(), info.version);
    return router;
}

} // namespace laurel
