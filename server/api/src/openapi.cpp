#include "openapi.h"

#include "openapi_schemas.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace laurel {

namespace {

using nlohmann::json;

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

json describeBody(const Route& route) {
    const bool isJson = !route.requestSchema.empty();
    const json schema = isJson ? json{{"$ref", "#/components/schemas/" + route.requestSchema}}
                               : json{{"type", "string"}, {"format", "binary"}};
    const std::string type = isJson ? "application/json" : route.requestType;
    return {{"required", true}, {"content", {{type, {{"schema", schema}}}}}};
}

RouteAnswer errorAnswerOf(const std::string& description) {
    return {401, description, "application/json", "Error"};
}

json describeRoute(const Route& route) {
    json described{{"operationId", route.operation}, {"summary", route.summary}};
    for (const std::string& name : parameterNames(route.path)) {
        described["parameters"].push_back(
            {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
    }
    if (!route.requestSchema.empty() || !route.requestType.empty()) {
        described["requestBody"] = describeBody(route);
    }
    if (route.access) {
        described["security"] = json::array({{{"key", json::array()}}});
        described["description"] =
            "Needs a key of role " + std::string(toString(*route.access)) + " or higher.";
        described["responses"]["401"] = describeAnswer(errorAnswerOf("No key, or no good one"));
        described["responses"]["429"] = describeAnswer(errorAnswerOf(
            "More than the key or the address may; Retry-After says when to ask again"));
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
                  {"components",
                   {{"schemas", json::parse(openApiSchemas)},
                    {"securitySchemes",
                     {{"key",
                       {{"type", "http"},
                        {"scheme", "bearer"},
                        {"bearerFormat", "lk_<id>_<64 hexadecimal digits>"}}}}}}}};
    for (const Route& route : routes) {
        std::string method = route.method;
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        document["paths"][route.path][method] = describeRoute(route);
    }
    return document.dump(2);
}

} // namespace laurel
