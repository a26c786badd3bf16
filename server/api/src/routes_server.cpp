#include "routes.h"

#include "laurel/proto/paths.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace laurel {

namespace {

constexpr const char* metricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* okBody = R"({"status":"ok"})";

/// A collector on this machine needs no key; all others an administrator's.
HttpResponse metricsAnswer(const ApiServices& services, const Access& access,
                           const HttpRequest& request) {
    if (!request.isLocal || !request.header("authorization").empty()) {
        access.requireAdmin(request);
    }
    HttpResponse response;
    response.contentType = metricsType;
    response.headers.emplace("Cache-Control", "no-store");
    response.body = services.metrics();
    return response;
}

std::vector<ReadinessCheck> allChecks(const ApiServices& services) {
    std::vector<ReadinessCheck> checks{{"database", ""}};
    try {
        services.catalog.audit(0, 1); // never out of memory
        if (services.readiness) {
            std::ranges::move(services.readiness(), std::back_inserter(checks));
        }
    } catch (...) {
        checks.front().problem = responseToCurrentException().logDetail;
        if (checks.front().problem.empty()) {
            checks.front().problem = "unavailable";
        }
    }
    return checks;
}

/// Which checks fail is told; why, the log says.
HttpResponse readiness(const ApiServices& services) {
    nlohmann::json passed = nlohmann::json::array();
    std::string failed;
    std::string detail;
    for (const ReadinessCheck& check : allChecks(services)) {
        if (check.problem.empty()) {
            passed.push_back(check.name);
        } else {
            failed += (failed.empty() ? "" : ", ") + check.name;
            detail += (detail.empty() ? "" : "; ") + check.name + ": " + check.problem;
        }
    }
    if (failed.empty()) {
        return jsonResponse(nlohmann::json{{"status", "ok"}, {"checks", passed}}.dump());
    }
    HttpResponse response =
        errorResponse(ErrorCode::Unavailable, "the server is not ready: " + failed);
    response.logDetail = std::move(detail);
    return response;
}

/// The keys may be rotated while the server runs.
ServerInfo withKeys(ServerInfo info, const ModelCatalog& catalog) {
    const std::vector<SignedSuccession> chain = catalog.keySuccessions();
    for (const SignedSuccession& one : chain) {
        info.successors.push_back({one.statement, one.signature});
    }
    if (!chain.empty()) {
        info.publicKey = toHexText(parseSuccession(chain.back().statement, "key statement").to);
    }
    return info;
}

} // namespace

void addServerRoutes(Router& router, const ApiServices& services, const ServerInfo& info) {
    router.add({"GET",
                "/healthz",
                "getHealth",
                "Whether the process answers",
                {jsonAnswer("Status", "It does")},
                [](const HttpRequest&) { return jsonResponse(okBody); }});
    router.add({"GET",
                "/readyz",
                "getReadiness",
                "Whether the process can serve models and judge contributions",
                {jsonAnswer("Readiness", "It can"), errorAnswer(503, "It cannot, for now")},
                [services](const HttpRequest&) { return readiness(services); }});
    router.add({"GET",
                serverPath(),
                "getServer",
                "Who the server is, its key and its limits",
                {jsonAnswer("ServerInfo", "The server")},
                [services, info](const HttpRequest&) {
                    return jsonResponse(serialize(withKeys(info, services.catalog)));
                }});
}

void addMetricsRoute(Router& router, const ApiServices& services, const Access& access) {
    router.add(
        {"GET",
         "/metrics",
         "getMetrics",
         "Counts and times in Prometheus' text format; needs an administrator's key, unless it "
         "is asked for on the server's own machine with no proxy between",
         {{200, "The figures", "text/plain", ""},
          errorAnswer(401, "No key, or no good one"),
          errorAnswer(403, "The key is not an administrator's")},
         [services, access](const HttpRequest& request) {
             return metricsAnswer(services, access, request);
         }});
}

} // namespace laurel
