#include "support/api_parts.h"

#include "laurel/proto/error_message.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include <gtest/gtest.h>

namespace laurel {
namespace {

using nlohmann::json;

class OpenApi : public ::testing::Test {
  protected:
    json document() const {
        HttpRequest request;
        request.method = "GET";
        request.path = "/openapi.json";
        return json::parse(router_.handle(request).body);
    }

    ServerFolder folder_;
    ApiParts parts_{folder_};
    Router router_ = makeApi(parts_.services(), {});
};

std::set<std::string> keysOf(const json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.insert(key);
    }
    return keys;
}

TEST_F(OpenApi, describesTheContractsPaths) {
    EXPECT_EQ(keysOf(document().at("paths")),
              (std::set<std::string>{"/healthz",
                                     "/readyz",
                                     "/metrics",
                                     "/openapi.json",
                                     "/api/v1/server",
                                     "/api/v1/models",
                                     "/api/v1/models/{id}",
                                     "/api/v1/models/{id}/versions",
                                     "/api/v1/models/{id}/versions/{version}",
                                     "/api/v1/models/{id}/versions/{version}/files/{name}",
                                     "/api/v1/models/{id}/contributions",
                                     "/api/v1/models/{id}/usage",
                                     "/api/v1/contributions/{id}",
                                     "/api/v1/contributions/{id}/content",
                                     "/api/v1/admin/keys",
                                     "/api/v1/admin/keys/{key}",
                                     "/api/v1/admin/models/{id}/gold",
                                     "/api/v1/admin/models/{id}/rollback",
                                     "/api/v1/admin/models/{id}/usage",
                                     "/api/v1/admin/audit",
                                     "/api/v1/admin/logs"}));
}

TEST_F(OpenApi, namesEveryOperationOnceAndEveryParameter) {
    std::set<std::string> operations;
    const json described = document();
    for (const auto& [path, methods] : described.at("paths").items()) {
        for (const auto& [method, operation] : methods.items()) {
            EXPECT_TRUE(operations.insert(operation.at("operationId")).second) << path;
            EXPECT_FALSE(operation.at("responses").empty()) << path;
            const std::vector<std::string> names = parameterNames(path);
            EXPECT_EQ(operation.value("parameters", json::array()).size(), names.size()) << path;
        }
    }
}

void forEachReference(const json& node, const std::function<void(const std::string&)>& visit) {
    if (node.is_object() && node.contains("$ref")) {
        visit(node.at("$ref"));
    }
    if (node.is_structured()) {
        for (const json& child : node) {
            forEachReference(child, visit);
        }
    }
}

TEST_F(OpenApi, hasEverySchemaThatItRefersTo) {
    const json described = document();
    int references = 0;
    forEachReference(described, [&](const std::string& reference) {
        ++references;
        EXPECT_TRUE(described.contains(json::json_pointer(reference.substr(1)))) << reference;
    });
    EXPECT_GT(references, 10);
}

TEST_F(OpenApi, describesTheMessagesAsTheyAreSent) {
    const json schemas = document().at("components").at("schemas");
    const std::vector<ModelSummary> models{{"leg", "Leg", "", "", 1}};
    const std::vector<VersionSummary> versions{{1, "2026-01-31T23:59:59Z", 1}};
    const std::map<std::string, std::string> sent{
        {"Error", serializeError(ErrorCode::Io, "x")},
        {"ServerInfo", serialize(ServerInfo{})},
        {"ModelSummary", serialize(models[0])},
        {"ModelList", serialize(models)},
        {"VersionList", serialize(versions)},
        {"VersionInfo", serialize(VersionInfo{})},
        {"UsageList", serialize(std::vector<UsageSummary>{{1, 1, 0, 0, 0.5}})}};
    for (const auto& [name, text] : sent) {
        EXPECT_EQ(keysOf(json::parse(text)), keysOf(schemas.at(name).at("properties"))) << name;
    }
    EXPECT_EQ(keysOf(json::parse(serialize(versions)).at("versions").at(0)),
              keysOf(schemas.at("VersionSummary").at("properties")));
}

} // namespace
} // namespace laurel
