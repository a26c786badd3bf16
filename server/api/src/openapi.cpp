#include "openapi.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace laurel {

namespace {

using nlohmann::json;

/// The messages of laurel/proto/messages.h and error_message.h.
constexpr const char* schemas = R"json({
  "Error": {"type": "object", "required": ["error"], "properties": {
    "error": {"type": "object", "required": ["code", "message"], "properties": {
      "code": {"type": "string"}, "message": {"type": "string"}}}}},
  "Status": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}},
  "ServerInfo": {"type": "object",
    "required": ["name", "server_id", "version", "public_key", "limits"], "properties": {
      "name": {"type": "string"},
      "server_id": {"type": "string", "description": "fingerprint of the server's first key"},
      "version": {"type": "string"},
      "public_key": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Ed25519"},
      "limits": {"type": "object", "required": ["file_bytes"], "properties": {
        "file_bytes": {"type": "integer", "description": "bound on one file of a version"}}}}},
  "ModelSummary": {"type": "object",
    "required": ["id", "name", "description", "license", "current"], "properties": {
      "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"},
      "name": {"type": "string"}, "description": {"type": "string"}, "license": {"type": "string"},
      "current": {"type": "integer", "description": "number of the version served by default"}}},
  "ModelList": {"type": "object", "required": ["models"], "properties": {
    "models": {"type": "array", "items": {"$ref": "#/components/schemas/ModelSummary"}}}},
  "VersionSummary": {"type": "object", "required": ["number", "created", "bytes"], "properties": {
    "number": {"type": "integer"}, "created": {"type": "string", "format": "date-time"},
    "bytes": {"type": "integer", "description": "of all files"}}},
  "VersionList": {"type": "object", "required": ["versions"], "properties": {
    "versions": {"type": "array", "items": {"$ref": "#/components/schemas/VersionSummary"}}}},
  "VersionInfo": {"type": "object",
    "required": ["model", "number", "statement", "signature"], "properties": {
      "model": {"type": "string"}, "number": {"type": "integer"},
      "statement": {"type": "string", "description":
        "the signed bytes: JSON of format laurel-version/1 with the files' sizes and SHA-256"},
      "signature": {"type": "string", "pattern": "^[0-9a-f]{128}$", "description": "Ed25519"}}}
})json";

json describeAnswer(const RouteAnswer& answer) {
    json described{{"description", answer.description}};
    if (!answer.schema.empty()) {
        described["content"][answer.contentType]["schema"]["$ref"] =
            "#/components/schemas/" + answer.schema;
    } else if (!answer.contentType.empty()) {
        described["content"][answer.contentType]["schema"] = {{"type", "string"},
                                                              {"format", "binary"}};
    }
    return described;
}

json describeRoute(const Route& route) {
    json described{{"operationId", route.operation}, {"summary", route.summary}};
    for (const std::string& name : parameterNames(route.path)) {
        described["parameters"].push_back(
            {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
    }
    for (const RouteAnswer& answer : route.answers) {
        described["responses"][std::to_string(answer.status)] = describeAnswer(answer);
    }
    return described;
}

} // namespace

std::string openApiDocument(const std::vector<Route>& routes, const std::string& version) {
    json document{{"openapi", "3.0.3"},
                  {"info", {{"title", "Laurel server"}, {"version", version}}},
                  {"components", {{"schemas", json::parse(schemas)}}}};
    for (const Route& route : routes) {
        std::string method = route.method;
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        document["paths"][route.path][method] = describeRoute(route);
    }
    return document.dump(2);
}

} // namespace laurel
