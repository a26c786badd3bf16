#include "routes.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/proto/paths.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::size_t mostRequestBytes = 64U << 10;

/// A route that only administrators may use; `handle` gets who asks.
using AdminHandler = std::function<HttpResponse(const HttpRequest&, const Principal&)>;

void addAdminRoute(Router& router, const Access& access, Route route, AdminHandler handle) {
    route.access = Role::Admin;
    route.answers.push_back(errorAnswer(403, "The key is not an administrator's"));
    if (!route.requestSchema.empty()) {
        route.mostBodyBytes = mostRequestBytes;
        route.answers.push_back(errorAnswer(400, "Malformed"));
    }
    route.handler = [access, handle = std::move(handle)](const HttpRequest& request) {
        return handle(request, access.requireAdmin(request));
    };
    router.add(std::move(route));
}

HttpResponse createKey(AccessKeys& keys, const HttpRequest& request, const Principal& who) {
    const CreatedKey key =
        keys.create(parseKeyRequest(request.body.readAll(mostRequestBytes)), who.keyId);
    HttpResponse response = jsonResponse(serialize(key));
    response.status = 201;
    response.headers["Cache-Control"] = "no-store";
    return response;
}

void addKeyRoutes(Router& router, const ApiServices& services, const Access& access) {
    AccessKeys& keys = services.keys;
    addAdminRoute(router, access,
                  {.method = "GET",
                   .path = adminKeysPath(),
                   .operation = "listKeys",
                   .summary = "All keys, without the keys themselves",
                   .answers = {jsonAnswer("KeyList", "The keys")}},
                  [&keys](const HttpRequest&, const Principal&) {
                      return jsonResponse(serialize(keys.list()));
                  });
    addAdminRoute(router, access,
                  {.method = "POST",
                   .path = adminKeysPath(),
                   .operation = "createKey",
                   .summary = "A new key; it is shown this once",
                   .answers = {{201, "The key", "application/json", "CreatedKey"}},
                   .requestSchema = "KeyRequest"},
                  [&keys](const HttpRequest& request, const Principal& who) {
                      return createKey(keys, request, who);
                  });
    addAdminRoute(router, access,
                  {.method = "DELETE",
                   .path = adminKeyPath("{key}"),
                   .operation = "revokeKey",
                   .summary = "Revoke a key, at once and for ever",
                   .answers = {{204, "Revoked", "", ""}, errorAnswer(404, "No such key")}},
                  [&keys](const HttpRequest& request, const Principal& who) {
                      keys.revoke(parameter(request, "key"), who.keyId);
                      HttpResponse response;
                      response.status = 204;
                      return response;
                  });
}

HttpResponse rollBack(Publisher& publisher, const HttpRequest& request, const Principal& who) {
    const std::string model = parameter(request, "id");
    const std::int64_t number = parseRollback(request.body.readAll(mostRequestBytes));
    HttpResponse response = jsonResponse(serialize(publisher.rollback(model, number, who.keyId)));
    response.status = 201;
    return response;
}

void addModelAdminRoutes(Router& router, const ApiServices& services, const Access& access) {
    addAdminRoute(router, access,
                  {.method = "GET",
                   .path = adminGoldPath("{id}"),
                   .operation = "listGoldCases",
                   .summary = "The gold cases of a model, without a pixel of them",
                   .answers = {jsonAnswer("GoldList", "The cases")}},
                  [&catalog = services.catalog](const HttpRequest& request, const Principal&) {
                      return jsonResponse(serialize(catalog.goldCases(parameter(request, "id"))));
                  });
    addAdminRoute(
        router, access,
        {.method = "GET",
         .path = adminUsagePath("{id}"),
         .operation = "listUsage",
         .summary = "What sites reported of each version, irregular values apart",
         .answers = {jsonAnswer("UsageList", "By version"), errorAnswer(404, "No such model")}},
        [&catalog = services.catalog, &usage = services.usage](const HttpRequest& request,
                                                               const Principal&) {
            const std::string model = catalog.model(parameter(request, "id")).id;
            return jsonResponse(serialize(usage.summary(model)));
        });
    addAdminRoute(
        router, access,
        {.method = "POST",
         .path = adminRollbackPath("{id}"),
         .operation = "rollBack",
         .summary = "Publish the files of an earlier version again, as a new one",
         .answers = {{201, "The new version", "application/json", "VersionInfo"},
                     errorAnswer(404, "No such version"),
                     errorAnswer(409, "It is what is current")},
         .requestSchema = "RollbackRequest"},
        [&publisher = services.publisher](const HttpRequest& request, const Principal& who) {
            return rollBack(publisher, request, who);
        });
}

/// {"lines": [...]}: each line is a JSON object already.
std::string logDocument(const std::vector<std::string>& lines) {
    std::string document = "{\"lines\":[";
    for (const std::string& line : lines) {
        document += (document.back() == '[' ? "" : ",") + line;
    }
    return document + "]}";
}

void addRecordRoutes(Router& router, const ApiServices& services, const Access& access) {
    constexpr std::int64_t mostEntries = 10'000;
    addAdminRoute(router, access,
                  {.method = "GET",
                   .path = adminAuditPath(),
                   .operation = "listAudit",
                   .summary = "What was done by whom, newest last; ?after=N&limit=M",
                   .answers = {jsonAnswer("AuditList", "The entries"),
                               errorAnswer(400, "Malformed parameter")}},
                  [&catalog = services.catalog](const HttpRequest& request, const Principal&) {
                      request.query.requireOnly({"after", "limit"});
                      return jsonResponse(serialize(catalog.audit(
                          request.query.integer("after", 0, mostNumbered).value_or(0),
                          request.query.integer("limit", 1, mostEntries).value_or(1000))));
                  });
    addAdminRoute(router, access,
                  {.method = "GET",
                   .path = adminLogsPath(),
                   .operation = "listLogs",
                   .summary = "The latest lines of the log; ?limit=M",
                   .answers = {{200, "The lines", "application/json", "LogLines"},
                               errorAnswer(400, "Malformed parameter")}},
                  [recent = services.recentLogLines](const HttpRequest& request, const Principal&) {
                      request.query.requireOnly({"limit"});
                      const auto limit = request.query.integer("limit", 1, mostEntries);
                      return jsonResponse(
                          logDocument(recent(static_cast<std::size_t>(limit.value_or(200)))));
                  });
}

} // namespace

void addAdminRoutes(Router& router, const ApiServices& services, const Access& access) {
    addKeyRoutes(router, services, access);
    addModelAdminRoutes(router, services, access);
    addRecordRoutes(router, services, access);
}

} // namespace laurel
