#include "laurel/proto/messages.h"

#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"

#include <algorithm>

namespace laurel {

namespace {

using nlohmann::json;

constexpr const char* source = "the server's answer";
constexpr JsonLimits objectLimits{.bytes = 256U << 10, .depth = 8};
constexpr JsonLimits listLimits{.bytes = 64U << 20, .depth = 8};
constexpr std::int64_t mostNumber = 1'000'000'000;
constexpr std::int64_t mostBytes = std::int64_t{1} << 50;
constexpr std::size_t statementBytes = 64U << 10;

bool isLowerHex(std::string_view text, std::size_t digits) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool isPublicKey(std::string_view text) {
    return isLowerHex(text, 64);
}

bool isSignature(std::string_view text) {
    return isLowerHex(text, 128);
}

/// "2026-01-31T23:59:59Z" by its form; the statement is what is checked for meaning.
bool isUtcTime(std::string_view text) {
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    return text.size() == form.size() &&
           std::equal(text.begin(), text.end(), form.begin(), [](char c, char expected) {
               return expected == 'd' ? c >= '0' && c <= '9' : c == expected;
           });
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

template <typename T>
std::string serializeList(const char* key, const std::vector<T>& elements) {
    json list = json::array();
    for (const T& element : elements) {
        list.push_back(toJson(element));
    }
    return json{{key, std::move(list)}}.dump();
}

std::uint64_t readBytes(FieldReader& fields, const std::string& key) {
    return static_cast<std::uint64_t>(fields.integer(key, {0, mostBytes}));
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
    version.created = fields.textLike("created", "a time as \"2026-01-31T23:59:59Z\"", isUtcTime);
    version.bytes = readBytes(fields, "bytes");
    return version;
}

template <typename T>
std::vector<T> parseList(std::string_view text, const char* key, std::size_t mostElements,
                         T (*read)(FieldReader&)) {
    const json document = parseStrictJson(text, source, listLimits);
    FieldReader whole(document, source, "");
    std::vector<T> elements;
    for (FieldReader& fields : whole.objects(key, {0, mostElements})) {
        elements.push_back(read(fields));
    }
    return elements;
}

} // namespace

std::string serialize(const ServerInfo& info) {
    return json{{"name", info.name},
                {"server_id", info.serverId},
                {"version", info.version},
                {"public_key", info.publicKey},
                {"limits", {{"file_bytes", info.limits.fileBytes}}}}
        .dump();
}

std::string serialize(const ModelSummary& model) {
    return toJson(model).dump();
}

std::string serialize(const std::vector<ModelSummary>& models) {
    return serializeList("models", models);
}

std::string serialize(const std::vector<VersionSummary>& versions) {
    return serializeList("versions", versions);
}

std::string serialize(const VersionInfo& version) {
    return json{{"model", version.model},
                {"number", version.number},
                {"statement", version.statement},
                {"signature", version.signature}}
        .dump();
}

ServerInfo parseServerInfo(std::string_view text) {
    const json document = parseStrictJson(text, source, objectLimits);
    FieldReader fields(document, source, "");
    ServerInfo info;
    info.name = fields.text("name", {1, 256});
    info.serverId = fields.text("server_id", {1, 64});
    info.version = fields.text("version", {1, 64});
    info.publicKey = fields.textLike("public_key", "64 hexadecimal digits", isPublicKey);
    FieldReader limits = fields.object("limits");
    info.limits.fileBytes = readBytes(limits, "file_bytes");
    return info;
}

ModelSummary parseModelSummary(std::string_view text) {
    const json document = parseStrictJson(text, source, objectLimits);
    FieldReader fields(document, source, "");
    return readModel(fields);
}

std::vector<ModelSummary> parseModelList(std::string_view text) {
    return parseList(text, "models", maxListedModels, readModel);
}

std::vector<VersionSummary> parseVersionList(std::string_view text) {
    return parseList(text, "versions", maxListedVersions, readVersion);
}

VersionInfo parseVersionInfo(std::string_view text) {
    const json document = parseStrictJson(text, source, objectLimits);
    FieldReader fields(document, source, "");
    VersionInfo version;
    version.model = fields.text("model", {1, 64});
    version.number = fields.integer("number", {1, mostNumber});
    version.statement = fields.text("statement", {2, statementBytes});
    version.signature = fields.textLike("signature", "128 hexadecimal digits", isSignature);
    return version;
}

} // namespace laurel
