#include "routes.h"

#include "laurel/base/error.h"
#include "laurel/proto/paths.h"

#include <vector>

namespace laurel {

namespace {

constexpr std::size_t mostRequestBytes = 64U << 10;
constexpr std::size_t pieceBytes = 256U << 10;

HttpResponse create(const ApiServices& services, const Access& access, const HttpRequest& request) {
    const std::string model = parameter(request, "id");
    const Principal who = access.require(request, Role::Contributor, model);
    const std::string idempotencyKey(request.header("idempotency-key"));
    const ContributionRequest asked =
        parseContributionRequest(request.body.readAll(mostRequestBytes));
    const std::string id = services.contributions.create(model, asked, who, idempotencyKey);
    HttpResponse response = jsonResponse(serializeContributionId(id));
    response.status = 201;
    response.headers.emplace("Location", contributionPath(id));
    return response;
}

HttpResponse getStatus(const ApiServices& services, const Access& access,
                       const HttpRequest& request) {
    const Principal who = access.require(request, Role::Contributor);
    return jsonResponse(serialize(services.contributions.status(parameter(request, "id"), who)));
}

void addOffset(HttpResponse& response, std::uint64_t durableBytes) {
    response.headers.emplace(uploadOffsetHeader, std::to_string(durableBytes));
}

HttpResponse headContent(const ApiServices& services, const Access& access,
                         const HttpRequest& request) {
    const Principal who = access.require(request, Role::Contributor);
    HttpResponse response = jsonResponse({});
    addOffset(response, services.contributions.status(parameter(request, "id"), who).received);
    return response;
}

/// Streams the body into the upload; memory does not depend on its length. What arrived before a
/// client went away is kept, so that it need not be sent again.
std::uint64_t takeBody(const RequestBody& body, Upload& upload) {
    std::vector<std::byte> piece(pieceBytes);
    try {
        while (const std::size_t count = body.read(piece)) {
            upload.write(std::span(piece).first(count));
        }
    } catch (const Error&) {
        upload.finish();
        throw;
    }
    return upload.finish();
}

HttpResponse putContent(const ApiServices& services, const Access& access,
                        const HttpRequest& request) {
    const Principal who = access.require(request, Role::Contributor);
    const std::string id = parameter(request, "id");
    const ContentRange range = parseContentRange(request.header("content-range"));
    if (range.length() != request.body.length()) {
        throw Error(ErrorCode::InvalidInput,
                    "Content-Range: " + std::to_string(range.length()) + " bytes, but " +
                        std::to_string(request.body.length()) + " are sent");
    }
    std::unique_ptr<Upload> upload;
    try {
        upload = services.contributions.append(id, range, who);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Conflict) {
            throw;
        }
        HttpResponse response = errorResponse(ErrorCode::Conflict, error.what());
        addOffset(response, services.contributions.status(id, who).received);
        return response;
    }
    const std::uint64_t durable = takeBody(request.body, *upload);
    HttpResponse response;
    if (durable == range.total) {
        response = jsonResponse(serialize(services.contributions.status(id, who)));
    } else {
        response.status = 204;
    }
    addOffset(response, durable);
    return response;
}

void addContentRoutes(Router& router, const ApiServices& services, const Access& access) {
    const std::string path = contributionContentPath("{id}");
    const RouteAnswer absent = errorAnswer(404, "No such contribution, or another key's");
    router.add({"HEAD",
                path,
                "getContributionOffset",
                "How many bytes are durable, in the header Upload-Offset",
                {{200, "The header", "", ""}, absent},
                [services, access](const HttpRequest& request) {
                    return headContent(services, access, request);
                }});
    Route put{"PUT",
              path,
              "putContributionContent",
              "The next bytes, with Content-Range",
              {jsonAnswer("ContributionStatus", "The last bytes: where it stands"),
               {204, "More are expected; Upload-Offset says from where", "", ""},
               errorAnswer(400, "Malformed or wrong Content-Range"),
               absent,
               errorAnswer(409, "Another offset is expected, in the header Upload-Offset"),
               errorAnswer(413, "More bytes than one request may have")},
              [services, access](const HttpRequest& request) {
                  return putContent(services, access, request);
              }};
    put.mostBodyBytes = services.limits.chunkBytes;
    put.access = Role::Contributor;
    put.requestType = "application/octet-stream";
    router.add(std::move(put));
}

void addUsageRoute(Router& router, const ApiServices& services, const Access& access) {
    Route usage{"POST",
                usagePath("{id}"),
                "reportUsage",
                "How much of the model's proposals people kept",
                {{204, "Recorded", "", ""},
                 errorAnswer(400, "Malformed"),
                 errorAnswer(404, "No such version")},
                [services, access](const HttpRequest& request) {
                    const std::string model = parameter(request, "id");
                    const Principal who = access.require(request, Role::Reader, model);
                    services.usage.record(
                        model, parseUsageReport(request.body.readAll(mostRequestBytes)), who);
                    HttpResponse response;
                    response.status = 204;
                    return response;
                }};
    usage.mostBodyBytes = mostRequestBytes;
    usage.access = Role::Reader;
    usage.requestSchema = "UsageReport";
    router.add(std::move(usage));
}

} // namespace

void addContributionRoutes(Router& router, const ApiServices& services, const Access& access) {
    Route post{"POST",
               contributionsPath("{id}"),
               "createContribution",
               "Announce weights; the header Idempotency-Key makes asking again harmless",
               {{201, "Its id", "application/json", "ContributionId"},
                errorAnswer(400, "Malformed"),
                errorAnswer(403, "The key may not contribute to this model"),
                errorAnswer(404, "No such model"),
                errorAnswer(409, "The idempotency key came with another request"),
                errorAnswer(413, "Too large, or too many are open"),
                errorAnswer(422, "The base version is unknown or too old")},
               [services, access](const HttpRequest& request) {
                   return create(services, access, request);
               }};
    post.mostBodyBytes = mostRequestBytes;
    post.access = Role::Contributor;
    post.requestSchema = "ContributionRequest";
    router.add(std::move(post));
    Route status{"GET",
                 contributionPath("{id}"),
                 "getContribution",
                 "Where a contribution stands; per gold case for administrators",
                 {jsonAnswer("ContributionStatus", "Where it stands"),
                  errorAnswer(404, "No such contribution, or another key's")},
                 [services, access](const HttpRequest& request) {
                     return getStatus(services, access, request);
                 }};
    status.access = Role::Contributor;
    router.add(std::move(status));
    addContentRoutes(router, services, access);
    addUsageRoute(router, services, access);
}

} // namespace laurel
