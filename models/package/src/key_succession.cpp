#include "laurel/package/key_succession.h"

#include "characters.h"
#include "format_version.h"
#include "manifest_words.h"
#include "statement_words.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"
#include "laurel/package/manifest.h"

#include <algorithm>
#include <span>

namespace laurel {

namespace {

using nlohmann::json;

constexpr std::string_view successionFormat = "laurel-key/1";
constexpr std::size_t mostModels = 10'000;
constexpr JsonLimits successionLimits{.bytes = 2U << 20, .depth = 4};

Ed25519PublicKey readKey(FieldReader& fields, const char* name) {
    Ed25519PublicKey key{};
    fromHex(fields.textLike(name, "a public key of 64 lower-case hexadecimal digits", isSha256),
            key);
    return key;
}

std::map<std::string, std::int64_t> readLastVersions(FieldReader& fields) {
    std::map<std::string, std::int64_t> last;
    for (FieldReader& entry : fields.objects("last_versions", {0, mostModels})) {
        const std::string model = entry.textLike("model_id", idPattern, isValidModelId);
        const bool isNext = last.empty() || last.rbegin()->first < model;
        if (!isNext) {
            fields.fail("last_versions", "models in ascending order, each once");
        }
        last.emplace(model, entry.integer("number", {1, mostVersionNumber}));
        entry.requireNoOthers();
    }
    return last;
}

KeySuccession readFields(FieldReader fields) {
    requireFormat(fields, successionFormat);
    KeySuccession succession;
    succession.serverId = fields.textLike("server_id", serverIdPattern, isStatementServerId);
    succession.created = fields.textLike("created", utcTimePattern, isStatementTime);
    succession.from = readKey(fields, "from");
    succession.to = readKey(fields, "to");
    succession.lastVersions = readLastVersions(fields);
    fields.requireNoOthers();
    if (succession.from == succession.to) {
        fields.fail("to", "another key than \"from\"");
    }
    return succession;
}

json toJson(const KeySuccession& succession) {
    json last = json::array();
    for (const auto& [model, number] : succession.lastVersions) {
        last.push_back({{"model_id", model}, {"number", number}});
    }
    return {{"format", successionFormat},     {"server_id", succession.serverId},
            {"created", succession.created},  {"from", toHexText(succession.from)},
            {"to", toHexText(succession.to)}, {"last_versions", std::move(last)}};
}

bool isSignedBy(const Ed25519PublicKey& key, const SignedSuccession& link) {
    Ed25519Signature signature{};
    if (link.signature.size() != 2 * signature.size()) {
        return false;
    }
    fromHex(link.signature, signature);
    return verifyEd25519(key, std::as_bytes(std::span(link.statement)), signature);
}

void requireLink(bool holds, const std::string& name, const std::string& why) {
    if (!holds) {
        throw Error(ErrorCode::InvalidInput, name + ": " + why);
    }
}

} // namespace

SignedSuccession signSuccession(const KeySuccession& succession, const Ed25519KeyPair& key) {
    if (key.publicKey() != succession.from) {
        throw Error(ErrorCode::InvalidArgument,
                    "a key's successor would be signed by another key, " +
                        fingerprint(key.publicKey()));
    }
    const json fields = toJson(succession);
    readFields(FieldReader(fields, "key statement", ""));
    const std::string text = fields.dump();
    return {text, toHexText(key.sign(std::as_bytes(std::span(text))))};
}

KeySuccession parseSuccession(std::string_view text, const std::string& name) {
    const json fields = parseStrictJson(text, name, successionLimits);
    KeySuccession succession = readFields(FieldReader(fields, name, ""));
    if (toJson(succession).dump() != text) {
        throw Error(ErrorCode::InvalidInput,
                    name + ": not canonical (white space, order of keys, or escapes)");
    }
    return succession;
}

ServerKeys followSuccessions(const std::string& serverId,
                             const std::vector<SignedSuccession>& chain,
                             const Ed25519PublicKey& current, const std::string& name) {
    ServerKeys keys;
    keys.current = current;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        const std::string link = name + ": key statement " + std::to_string(i + 1);
        KeySuccession next = parseSuccession(chain[i].statement, link);
        requireLink(next.serverId == serverId, link, "it is another server's");
        requireLink(i == 0 ? fingerprint(next.from) == serverId : next.from == keys.current, link,
                    "it does not continue the chain of keys that begins with the server's first");
        requireLink(isSignedBy(next.from, chain[i]), link,
                    "the signature is not that of the key " + fingerprint(next.from));
        requireLink(std::ranges::find(keys.retired, next.to, &RetiredKey::key) ==
                        keys.retired.end(),
                    link, "it goes back to a key that was replaced");
        keys.retired.push_back({next.from, std::move(next.lastVersions)});
        keys.current = next.to;
    }
    requireLink(keys.current == current, name,
                "the chain of keys does not lead to " + fingerprint(current));
    return keys;
}

VersionStatement verifyStatement(std::string_view text, const Ed25519Signature& signature,
                                 const ServerKeys& keys, const std::string& name) {
    if (keys.retired.empty()) {
        return verifyStatement(text, signature, keys.current, name);
    }
    const std::string keyId = parseStatement(text, name).keyId;
    const auto retired = std::ranges::find_if(
        keys.retired, [&](const RetiredKey& one) { return fingerprint(one.key) == keyId; });
    if (retired == keys.retired.end()) {
        return verifyStatement(text, signature, keys.current, name);
    }
    VersionStatement statement = verifyStatement(text, signature, retired->key, name);
    const auto last = retired->lastVersions.find(statement.modelId);
    if (last == retired->lastVersions.end() || statement.number > last->second) {
        throw Error(ErrorCode::InvalidInput,
                    name + ": signed by the key " + keyId +
                        ", which was replaced before there was this version");
    }
    return statement;
}

} // namespace laurel
