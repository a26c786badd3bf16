#include "byte_range.h"
#include "routes.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/proto/paths.h"

namespace laurel {

namespace {

std::int64_t requireNumber(const std::string& text) {
    const std::optional<std::int64_t> number = parseVersionNumber(text);
    if (!number) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected a version's number from 1, got " + quotedForMessage(text));
    }
    return *number;
}

/// The model that the path names, once it is known that it may be read.
std::string readableModel(const Access& access, const HttpRequest& request) {
    std::string model = parameter(request, "id");
    access.requireReader(request, model);
    return model;
}

HttpResponse listModels(const ModelCatalog& catalog, const Access& access,
                        const HttpRequest& request) {
    const std::optional<Principal> who = access.requireReader(request);
    std::vector<ModelSummary> models = catalog.models();
    std::erase_if(models, [&](const ModelSummary& model) {
        return who && !who->may(Role::Reader, model.id);
    });
    return jsonResponse(serialize(models));
}

HttpResponse getVersion(const ModelCatalog& catalog, const Access& access,
                        const HttpRequest& request) {
    const std::string model = readableModel(access, request);
    const std::string which = parameter(request, "version");
    return jsonResponse(serialize(which == "current"
                                      ? catalog.currentVersion(model)
                                      : catalog.version(model, requireNumber(which))));
}

HttpResponse rangePastEnd(std::uint64_t size) {
    HttpResponse response =
        errorResponse(416, ErrorCode::InvalidArgument,
                      "the range lies past the end of " + std::to_string(size) + " bytes");
    response.headers.emplace("Content-Range", "bytes */" + std::to_string(size));
    return response;
}

/// The range that the request asks for; no value where it asks for everything.
std::optional<ByteRange> wantedRange(const HttpRequest& request, const std::string& tag,
                                     std::uint64_t size) {
    const std::string_view range = request.header("range");
    const std::string_view condition = request.header("if-range");
    if (range.empty() || (!condition.empty() && condition != tag)) {
        return std::nullopt;
    }
    return parseByteRange(range, size);
}

/// The bytes of a version never change, so the digest is the tag and the answer keeps for ever.
HttpResponse getFile(const ModelCatalog& catalog, const Access& access,
                     const HttpRequest& request) {
    const std::string model = readableModel(access, request);
    VersionFile file = catalog.file(model, requireNumber(parameter(request, "version")),
                                    parameter(request, "name"));
    const std::uint64_t size = file.content->size();
    const std::string tag = '"' + file.description.sha256 + '"';
    HttpResponse response;
    response.contentType = "application/octet-stream";
    response.headers = {{"ETag", tag},
                        {"Accept-Ranges", "bytes"},
                        {"Cache-Control", "private, max-age=31536000, immutable"}};
    if (matchesEntityTag(request.header("if-none-match"), tag)) {
        response.status = 304;
        return response;
    }
    ByteRange part{0, size};
    if (const std::optional<ByteRange> wanted = wantedRange(request, tag, size)) {
        if (wanted->length == 0) {
            return rangePastEnd(size);
        }
        part = *wanted;
        response.status = 206;
        response.headers.emplace("Content-Range",
                                 "bytes " + std::to_string(part.offset) + "-" +
                                     std::to_string(part.offset + part.length - 1) + "/" +
                                     std::to_string(size));
    }
    response.blob = BlobSlice{std::move(file.content), part.offset, part.length};
    return response;
}

void addVersionRoutes(Router& router, const ModelCatalog& catalog, const Access& access) {
    const RouteAnswer malformed = errorAnswer(400, "Malformed id or number");
    router.add(
        {"GET",
         versionsPath("{id}"),
         "listVersions",
         "The versions of a model, oldest first",
         {jsonAnswer("VersionList", "The versions"), malformed, errorAnswer(404, "No such model")},
         [&catalog, access](const HttpRequest& request) {
             const std::string model = readableModel(access, request);
             return jsonResponse(serialize(catalog.versions(model)));
         }});
    router.add({"GET",
                versionsPath("{id}") + "/{version}",
                "getVersion",
                "A version by its number, or the one that is \"current\"",
                {jsonAnswer("VersionInfo", "The version with its signed statement"), malformed,
                 errorAnswer(404, "No such version")},
                [&catalog, access](const HttpRequest& request) {
                    return getVersion(catalog, access, request);
                }});
    router.add({"GET",
                versionsPath("{id}") + "/{version}/files/{name}",
                "getFile",
                "A file of a version, or one range of it",
                {{200, "The file", "application/octet-stream", ""},
                 {206, "The range", "application/octet-stream", ""},
                 {304, "The client has it already", "", ""},
                 errorAnswer(400, "Malformed id, number or range, or several ranges"),
                 errorAnswer(404, "No such file"),
                 errorAnswer(416, "The range lies past the end")},
                [&catalog, access](const HttpRequest& request) {
                    return getFile(catalog, access, request);
                }});
}

} // namespace

void addModelRoutes(Router& router, const ModelCatalog& catalog, const Access& access) {
    router.add({"GET",
                modelsPath(),
                "listModels",
                "All models",
                {jsonAnswer("ModelList", "The models")},
                [&catalog, access](const HttpRequest& request) {
                    return listModels(catalog, access, request);
                }});
    router.add({"GET",
                modelPath("{id}"),
                "getModel",
                "A model as its current version describes it",
                {jsonAnswer("ModelSummary", "The model"), errorAnswer(400, "Malformed id"),
                 errorAnswer(404, "No such model")},
                [&catalog, access](const HttpRequest& request) {
                    const std::string model = readableModel(access, request);
                    return jsonResponse(serialize(catalog.model(model)));
                }});
    addVersionRoutes(router, catalog, access);
}

} // namespace laurel
