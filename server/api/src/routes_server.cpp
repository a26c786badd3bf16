#include "routes.h"

#include "laurel/proto/paths.h"

namespace laurel {

namespace {

constexpr const char* okBody = R"({"status":"ok"})";

HttpResponse readiness(const ModelCatalog& catalog) {
    try {
        catalog.models();
        return jsonResponse(okBody);
    } catch (...) {
        HttpResponse failed = errorResponse(ErrorCode::Unavailable, "the server is not ready");
        failed.logDetail = responseToCurrentException().logDetail;
        return failed;
    }
}

} // namespace

void addServerRoutes(Router& router, const ModelCatalog& catalog, const ServerInfo& info) {
    router.add({"GET",
                "/healthz",
                "getHealth",
                "Whether the process answers",
                {jsonAnswer("Status", "It does")},
                [](const HttpRequest&) { return jsonResponse(okBody); }});
    router.add({"GET",
                "/readyz",
                "getReadiness",
                "Whether the process can serve models",
                {jsonAnswer("Status", "It can"), errorAnswer(503, "It cannot, for now")},
                [&catalog](const HttpRequest&) { return readiness(catalog); }});
    router.add({"GET",
                serverPath(),
                "getServer",
                "Who the server is, its key and its limits",
                {jsonAnswer("ServerInfo", "The server")},
                [body = serialize(info)](const HttpRequest&) { return jsonResponse(body); }});
}

} // namespace laurel
