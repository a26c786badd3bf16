#include "laurel/server_domain/access_keys.h"

#include "utc_time.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/package/manifest.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace laurel {

namespace {

constexpr std::string_view prefix = "lk_";
constexpr std::size_t idDigits = 16;
constexpr std::size_t secretDigits = 64;
constexpr std::size_t mostNameBytes = 128;
constexpr std::int64_t msPerDay = std::int64_t{24} * 3600 * 1000;

bool isLowerHex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The id within a key's text; empty where the text is no key.
std::string idOf(std::string_view key) {
    if (key.size() != prefix.size() + idDigits + 1 + secretDigits || !key.starts_with(prefix)) {
        return {};
    }
    const std::string_view id = key.substr(prefix.size(), idDigits);
    const std::string_view secret = key.substr(key.size() - secretDigits);
    const bool formed =
        isLowerHex(id) && isLowerHex(secret) && key[prefix.size() + idDigits] == '_';
    return formed ? std::string(id) : std::string();
}

void requireName(const std::string& name) {
    if (name.empty() || name.size() > mostNameBytes || !isValidUtf8(name) ||
        hasControlCharacter(name)) {
        throw Error(ErrorCode::InvalidInput,
                    "name: expected a text of 1 to 128 bytes without control characters, got " +
                        quotedForMessage(name));
    }
}

std::vector<std::string> checkedModels(std::vector<std::string> models) {
    for (const std::string& model : models) {
        if (!isValidModelId(model)) {
            throw Error(ErrorCode::InvalidInput,
                        "models: expected model ids of a-z, 0-9, \"_\" and \"-\", got " +
                            quotedForMessage(model));
        }
    }
    std::sort(models.begin(), models.end());
    models.erase(std::unique(models.begin(), models.end()), models.end());
    return models;
}

std::int64_t checkedDays(std::int64_t days) {
    constexpr std::int64_t most = 36'500;
    if (days < 1 || days > most) {
        throw Error(ErrorCode::InvalidInput,
                    "expires_days: expected 1 to 36500, got " + std::to_string(days));
    }
    return days;
}

std::string detailOf(const KeyRecord& key) {
    nlohmann::json detail{{"name", key.name}, {"role", toString(key.role)}, {"models", key.models}};
    if (key.expiresMs) {
        detail["expires"] = utcTime(*key.expiresMs);
    }
    return detail.dump();
}

KeyDescription describe(const KeyRecord& key) {
    KeyDescription description{key.id,      key.name, key.role, key.models, utcTime(key.createdMs),
                               std::nullopt};
    if (key.revokedMs) {
        description.revoked = utcTime(*key.revokedMs);
    }
    if (key.expiresMs) {
        description.expires = utcTime(*key.expiresMs);
    }
    return description;
}

} // namespace

bool Principal::may(Role needed, std::string_view modelId) const noexcept {
    return role >= needed &&
           (models.empty() || std::find(models.begin(), models.end(), modelId) != models.end());
}

AccessKeys::AccessKeys(MetadataStore& metadata, std::string secret,
                       std::function<std::int64_t()> nowMs)
    : metadata_(metadata), secret_(std::move(secret)), nowMs_(std::move(nowMs)) {}

CreatedKey AccessKeys::create(const KeyRequest& request, const std::string& actor) {
    requireName(request.name);
    KeyRecord record;
    record.id = randomHexText(idDigits / 2);
    record.name = request.name;
    record.role = request.role;
    record.models = checkedModels(request.models);
    record.createdMs = nowMs_();
    if (request.expiresDays) {
        record.expiresMs = record.createdMs + checkedDays(*request.expiresDays) * msPerDay;
    }
    CreatedKey created{record.id,
                       std::string(prefix) + record.id + "_" + randomHexText(secretDigits / 2)};
    record.digest = hmacSha256Hex(secret_, created.key);

    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    writer->keys().add(record);
    writer->audit().append({record.createdMs, actor, "key.create", record.id, detailOf(record)});
    writer->commit();
    return created;
}

std::vector<KeyDescription> AccessKeys::list() const {
    std::vector<KeyDescription> keys;
    for (const KeyRecord& key : metadata_.beginRead()->keys().all()) {
        keys.push_back(describe(key));
    }
    return keys;
}

void AccessKeys::revoke(const std::string& keyId, const std::string& actor) {
    const std::int64_t now = nowMs_();
    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    if (writer->keys().revoke(keyId, now)) {
        writer->audit().append({now, actor, "key.revoke", keyId, "{}"});
        writer->commit();
    }
}

Principal AccessKeys::authenticate(std::string_view key) const {
    const std::string id = idOf(key);
    std::optional<KeyRecord> record =
        id.empty() ? std::nullopt : metadata_.beginRead()->keys().find(id);
    // Computed whether there is such a key or not, so that the time does not tell.
    const std::string digest = hmacSha256Hex(secret_, key);
    const std::string expected = record ? record->digest : std::string(digest.size(), '-');
    if (!equalInConstantTime(digest, expected) || record->revokedMs ||
        (record->expiresMs && *record->expiresMs <= nowMs_())) {
        throw Error(ErrorCode::Unauthenticated, "the access key is not valid");
    }
    return {std::move(record->id), record->role, std::move(record->models)};
}

} // namespace laurel
