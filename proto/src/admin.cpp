#include "laurel/proto/admin.h"

#include "wire.h"

#include "laurel/json/strict_json.h"

#include <algorithm>
#include <array>

namespace laurel {

namespace {

using nlohmann::json;
using namespace wire;

constexpr JsonLimits requestLimits{.bytes = 64U << 10, .depth = 8};
constexpr std::size_t mostElements = 100'000;
constexpr std::size_t mostModels = 1000;
constexpr std::int64_t mostExpiryDays = 36'500;
constexpr std::size_t mostDetailBytes = 64U << 10;

constexpr std::array<std::string_view, 3> roleNames{"reader", "contributor", "admin"};

json toJson(const KeyDescription& key) {
    return {{"id", key.id},
            {"name", key.name},
            {"role", toString(key.role)},
            {"models", key.models},
            {"created", key.created},
            {"revoked", orNull(key.revoked)},
            {"expires", orNull(key.expires)}};
}

json toJson(const GoldCaseDescription& gold) {
    return {{"id", gold.id},
            {"added", gold.added},
            {"group", gold.group},
            {"labels", gold.labels},
            {"slices", gold.slices}};
}

json toJson(const AuditEntry& entry) {
    return {{"number", entry.number}, {"time", entry.time},       {"actor", entry.actor},
            {"action", entry.action}, {"subject", entry.subject}, {"detail", entry.detail}};
}

Role readRole(FieldReader& fields) {
    return static_cast<Role>(fields.choice("role", roleNames));
}

std::vector<std::string> readModels(FieldReader& fields) {
    return fields.texts("models", mostModels, {1, 64});
}

json toJson(const UsageSummary& usage) {
    return {{"version", usage.version},
            {"regular", usage.regular},
            {"not_refined", usage.notRefined},
            {"wrong_task", usage.wrongTask},
            {"mean_dice", orNull(usage.meanDice)}};
}

KeyDescription readKey(FieldReader& fields) {
    KeyDescription key;
    key.id = fields.text("id", {1, 64});
    key.name = fields.text("name", {1, 128});
    key.role = readRole(fields);
    key.models = readModels(fields);
    key.created = readUtcTime(fields, "created");
    if (fields.hasValue("revoked")) {
        key.revoked = readUtcTime(fields, "revoked");
    }
    if (fields.hasValue("expires")) {
        key.expires = readUtcTime(fields, "expires");
    }
    return key;
}

GoldCaseDescription readGold(FieldReader& fields) {
    GoldCaseDescription gold;
    gold.id = fields.text("id", {1, 64});
    gold.added = readUtcTime(fields, "added");
    gold.group = fields.text("group", {0, 128});
    gold.labels = fields.texts("labels", mostModels, {1, 256});
    gold.slices = fields.integer("slices", {0, mostNumber});
    return gold;
}

AuditEntry readAudit(FieldReader& fields) {
    AuditEntry entry;
    entry.number = fields.integer("number", {1, mostNumber});
    entry.time = readUtcTime(fields, "time");
    entry.actor = fields.text("actor", {1, 64});
    entry.action = fields.text("action", {1, 64});
    entry.subject = fields.text("subject", {0, 256});
    entry.detail = fields.text("detail", {0, mostDetailBytes});
    return entry;
}

UsageSummary readUsage(FieldReader& fields) {
    UsageSummary usage;
    usage.version = fields.integer("version", {1, mostNumber});
    usage.regular = fields.integer("regular", {0, mostNumber});
    usage.notRefined = fields.integer("not_refined", {0, mostNumber});
    usage.wrongTask = fields.integer("wrong_task", {0, mostNumber});
    usage.meanDice = readOptionalNumber(fields, "mean_dice", {0, 1});
    return usage;
}

} // namespace

std::string_view toString(Role role) noexcept {
    return roleNames[static_cast<std::size_t>(role)];
}

std::optional<Role> roleNamed(std::string_view name) noexcept {
    const auto* const found = std::find(roleNames.begin(), roleNames.end(), name);
    return found == roleNames.end() ? std::nullopt
                                    : std::optional(static_cast<Role>(found - roleNames.begin()));
}

std::string serializeRollback(std::int64_t number) {
    return json{{"number", number}}.dump();
}

std::int64_t parseRollback(std::string_view text) {
    const json document = parseStrictJson(text, fromClient, requestLimits);
    FieldReader fields(document, fromClient, "");
    const std::int64_t number = fields.integer("number", {1, mostNumber});
    fields.requireNoOthers();
    return number;
}

std::string serialize(const KeyRequest& request) {
    return json{{"name", request.name},
                {"role", toString(request.role)},
                {"models", request.models},
                {"expires_days", orNull(request.expiresDays)}}
        .dump();
}

std::string serialize(const CreatedKey& key) {
    return json{{"id", key.id}, {"key", key.key}}.dump();
}

std::string serialize(const std::vector<KeyDescription>& keys) {
    return serializeList("keys", keys, toJson);
}

std::string serialize(const std::vector<GoldCaseDescription>& cases) {
    return serializeList("gold", cases, toJson);
}

std::string serialize(const std::vector<AuditEntry>& entries) {
    return serializeList("audit", entries, toJson);
}

std::string serialize(const std::vector<UsageSummary>& versions) {
    return serializeList("usage", versions, toJson);
}

KeyRequest parseKeyRequest(std::string_view text) {
    const json document = parseStrictJson(text, fromClient, requestLimits);
    FieldReader fields(document, fromClient, "");
    KeyRequest request;
    request.name = fields.text("name", {1, 128});
    request.role = readRole(fields);
    request.models = readModels(fields);
    request.expiresDays = readOptionalInteger(fields, "expires_days", {1, mostExpiryDays});
    fields.requireNoOthers();
    return request;
}

CreatedKey parseCreatedKey(std::string_view text) {
    const json document = parseStrictJson(text, fromServer, requestLimits);
    FieldReader fields(document, fromServer, "");
    CreatedKey key;
    key.id = fields.text("id", {1, 64});
    key.key = fields.text("key", {1, 256});
    return key;
}

std::vector<KeyDescription> parseKeyList(std::string_view text) {
    return parseList(text, "keys", mostElements, readKey);
}

std::vector<GoldCaseDescription> parseGoldList(std::string_view text) {
    return parseList(text, "gold", mostElements, readGold);
}

std::vector<AuditEntry> parseAuditList(std::string_view text) {
    return parseList(text, "audit", mostElements, readAudit);
}

std::vector<UsageSummary> parseUsageList(std::string_view text) {
    return parseList(text, "usage", mostElements, readUsage);
}

} // namespace laurel
