#include "laurel/proto/messages.h"

#include "wire.h"

#include "laurel/json/strict_json.h"

namespace laurel {

namespace {

using nlohmann::json;
using namespace wire;

constexpr JsonLimits objectLimits{.bytes = 256U << 10, .depth = 8};
constexpr JsonLimits serverLimits{.bytes = 16U << 20, .depth = 8};
constexpr std::size_t keyStatementBytes = 2U << 20;
constexpr std::size_t mostSuccessors = 1000;
constexpr std::size_t statementBytes = 64U << 10;

bool isPublicKey(std::string_view text) {
    return isLowerHex(text, 64);
}

bool isSignature(std::string_view text) {
    return isLowerHex(text, 128);
}

json toJson(const KeySuccessor& successor) {
    return {{"statement", successor.statement}, {"signature", successor.signature}};
}

KeySuccessor readSuccessor(FieldReader& fields) {
    KeySuccessor successor;
    successor.statement = fields.text("statement", {1, keyStatementBytes});
    successor.signature =
        fields.textLike("signature", "128 lower-case hexadecimal digits", isSignature);
    return successor;
}

json toJson(const ModelSummary& model) {
    return {{"id", model.id},
            {"name", model.name},
            {"description", model.description},
            {"license", model.license},
            {"current", model.current}};
}

json toJson(const VersionSummary& version) {
    return {{"number", version.number}, {"created", version.created}, {"bytes", version.bytes}};
}

ModelSummary readModel(FieldReader& fields) {
    ModelSummary model;
    model.id = fields.text("id", {1, 64});
    model.name = fields.text("name", {1, 256});
    model.description = fields.text("description", {0, 16U << 10});
    model.license = fields.text("license", {0, 256});
    model.current = fields.integer("current", {1, mostNumber});
    return model;
}

VersionSummary readVersion(FieldReader& fields) {
    VersionSummary version;
    version.number = fields.integer("number", {1, mostNumber});
    version.created = readUtcTime(fields, "created");
    version.bytes = readBytes(fields, "bytes");
    return version;
}

} // namespace

std::string serialize(const ServerInfo& info) {
    json successors = json::array();
    for (const KeySuccessor& successor : info.successors) {
        successors.push_back(toJson(successor));
    }
    return json{{"name", info.name},
                {"server_id", info.serverId},
                {"version", info.version},
                {"public_key", info.publicKey},
                {"key_successors", std::move(successors)},
                {"limits",
                 {{"file_bytes", info.limits.fileBytes}, {"chunk_bytes", info.limits.chunkBytes}}}}
        .dump();
}

std::string serialize(const ModelSummary& model) {
    return toJson(model).dump();
}

std::string serialize(const std::vector<ModelSummary>& models) {
    return serializeList("models", models, toJson);
}

std::string serialize(const std::vector<VersionSummary>& versions) {
    return serializeList("versions", versions, toJson);
}

std::string serialize(const VersionInfo& version) {
    return json{{"model", version.model},
                {"number", version.number},
                {"statement", version.statement},
                {"signature", version.signature}}
        .dump();
}

ServerInfo parseServerInfo(std::string_view text) {
    const json document = parseStrictJson(text, fromServer, serverLimits);
    FieldReader fields(document, fromServer, "");
    ServerInfo info;
    info.name = fields.text("name", {1, 256});
    info.serverId = fields.text("server_id", {1, 64});
    info.version = fields.text("version", {1, 64});
    info.publicKey = fields.textLike("public_key", "64 hexadecimal digits", isPublicKey);
    if (fields.hasValue("key_successors")) {
        for (FieldReader& one : fields.objects("key_successors", {0, mostSuccessors})) {
            info.successors.push_back(readSuccessor(one));
        }
    }
    FieldReader limits = fields.object("limits");
    info.limits.fileBytes = readBytes(limits, "file_bytes");
    info.limits.chunkBytes = readBytes(limits, "chunk_bytes");
    return info;
}

ModelSummary parseModelSummary(std::string_view text) {
    const json document = parseStrictJson(text, fromServer, objectLimits);
    FieldReader fields(document, fromServer, "");
    return readModel(fields);
}

std::vector<ModelSummary> parseModelList(std::string_view text) {
    return parseList(text, "models", maxListedModels, readModel);
}

std::vector<VersionSummary> parseVersionList(std::string_view text) {
    return parseList(text, "versions", maxListedVersions, readVersion);
}

VersionInfo parseVersionInfo(std::string_view text) {
    const json document = parseStrictJson(text, fromServer, objectLimits);
    FieldReader fields(document, fromServer, "");
    VersionInfo version;
    version.model = fields.text("model", {1, 64});
    version.number = fields.integer("number", {1, mostNumber});
    version.statement = fields.text("statement", {2, statementBytes});
    version.signature = fields.textLike("signature", "128 hexadecimal digits", isSignature);
    return version;
}

} // namespace laurel
