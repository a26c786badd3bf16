#include "laurel/net/server_registry.h"

#include "file_lock.h"
#include "private_files.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* entryFormat = "laurel-server-entry/1";
constexpr const char* entryFileName = "server.json";
constexpr const char* keyFileName = "key";
constexpr const char* caFileName = "ca.pem";
constexpr std::size_t longestName = 64;

bool isLowerAlnum(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isText(std::string_view text, std::string_view others) {
    return !text.empty() && text.size() <= longestName &&
           std::all_of(text.begin(), text.end(), [others](unsigned char c) {
               return isLowerAlnum(c) || others.find(static_cast<char>(c)) != others.npos;
           });
}

bool isLowerHex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isdigit(c) || (c >= 'a' && c <= 'f'); });
}

bool isPublicKeyText(std::string_view text) {
    return text.size() == 2 * std::tuple_size_v<Ed25519PublicKey> && isLowerHex(text);
}

bool isSignatureText(std::string_view text) {
    return text.size() == 2 * std::tuple_size_v<Ed25519Signature> && isLowerHex(text);
}

/// What two writings of a fingerprint have in common.
std::string bareFingerprint(std::string_view text) {
    std::string bare;
    for (const unsigned char c : text) {
        if (c != ':' && std::isspace(c) == 0) {
            bare += static_cast<char>(std::tolower(c));
        }
    }
    return bare;
}

std::string serializeEntry(const KnownServer& server) {
    nlohmann::json entry{{"format", entryFormat},
                         {"url", server.address.url()},
                         {"insecure", server.insecure},
                         {"server_id", server.serverId},
                         {"public_key", toHexText(server.publicKey)}};
    for (const SignedSuccession& one : server.successions) {
        entry["key_successors"].push_back(
            {{"statement", one.statement}, {"signature", one.signature}});
    }
    return entry.dump(2) + "\n";
}

std::vector<SignedSuccession> readSuccessions(FieldReader& fields) {
    constexpr std::size_t mostBytes = 2U << 20;
    constexpr std::size_t most = 1000;
    std::vector<SignedSuccession> chain;
    if (fields.hasValue("key_successors")) {
        for (FieldReader& one : fields.objects("key_successors", {0, most})) {
            chain.push_back({one.text("statement", {1, mostBytes}),
                             one.textLike("signature", "128 hexadecimal digits", isSignatureText)});
            one.requireNoOthers();
        }
    }
    return chain;
}

KnownServer readEntry(const fs::path& folder) {
    constexpr std::uint64_t mostBytes = 16U << 20;
    const fs::path file = folder / entryFileName;
    const nlohmann::json document =
        parseStrictJson(readTextFile(file, mostBytes), file.string(), {.bytes = mostBytes});
    FieldReader fields(document, file.string(), "");
    const std::array<std::string_view, 1> formats{entryFormat};
    fields.choice("format", formats);
    KnownServer server;
    server.name = folder.filename().string();
    server.address = ServerAddress::parse(fields.text("url", {1, 512}));
    server.insecure = fields.boolean("insecure");
    server.serverId = fields.textLike("server_id", "a server's id", isServerId);
    fromHex(fields.textLike("public_key", "64 hexadecimal digits", isPublicKeyText),
            server.publicKey);
    server.successions = readSuccessions(fields);
    fields.requireNoOthers();
    std::error_code absent;
    if (fs::exists(folder / caFileName, absent)) {
        server.caFile = folder / caFileName;
    }
    return server;
}

std::vector<SignedSuccession> successionsOf(const ServerInfo& info) {
    std::vector<SignedSuccession> chain;
    for (const KeySuccessor& one : info.successors) {
        chain.push_back({one.statement, one.signature});
    }
    return chain;
}

/// Whether a chain leads from the one's key to the other's.
bool isSuccessorOf(const KnownServer& later, const KnownServer& earlier) {
    const std::vector<RetiredKey> retired = keysOf(later).retired;
    return std::ranges::find(retired, earlier.publicKey, &RetiredKey::key) != retired.end();
}

std::string namesOf(const std::vector<KnownServer>& servers) {
    std::string names;
    for (const KnownServer& server : servers) {
        names += (names.empty() ? "" : ", ") + server.name;
    }
    return names;
}

void requireAcceptable(const KnownServer& server, const std::vector<KnownServer>& known) {
    if (!isServerName(server.name)) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected a server's name of a-z, 0-9, \".\", \"_\" and \"-\", got " +
                        quotedForMessage(server.name));
    }
    for (const KnownServer& other : known) {
        const bool same = other.serverId == server.serverId;
        if (same && other.publicKey != server.publicKey && !isSuccessorOf(server, other)) {
            throw Error(ErrorCode::Refused, "the server " + server.serverId + " is known as " +
                                                other.name + " with another key, " +
                                                fingerprint(other.publicKey));
        }
        if (!same && other.name == server.name) {
            throw Error(ErrorCode::AlreadyExists,
                        "another server is already called " + other.name +
                            "; choose a name with --name, or remove that one");
        }
    }
}

/// @param before the same server as it was known, its folder renamed to `target` since
void keepAuthorities(const KnownServer& server, const std::optional<KnownServer>& before,
                     const fs::path& target) {
    const bool isKept = before && (server.caFile.empty() ? before->address == server.address
                                                         : server.caFile == before->caFile);
    if (isKept) {
        return;
    }
    if (!server.caFile.empty()) {
        writeFileAtomically(target / caFileName, readAuthorities(server.caFile));
        return;
    }
    std::error_code absent;
    fs::remove(target / caFileName, absent);
}

bool isCalled(const KnownServer& server, const std::string& which) {
    return which == server.name || which == server.serverId || which == server.address.url() ||
           which == server.address.url() + "/";
}

} // namespace

bool isServerName(std::string_view name) noexcept {
    return isText(name, "._-") && isLowerAlnum(static_cast<unsigned char>(name.front()));
}

bool isServerId(std::string_view id) noexcept {
    return isText(id, ":_-");
}

std::string readAuthorities(const fs::path& file) {
    constexpr std::uint64_t mostBytes = 1U << 20;
    std::string text = readTextFile(file, mostBytes);
    if (text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
        throw Error(ErrorCode::InvalidInput,
                    file.string() + ": expected certificates in PEM, found none");
    }
    return text;
}

std::string defaultServerName(const ServerAddress& address) {
    std::string name;
    for (const char c : address.authority()) {
        const bool kept = isLowerAlnum(static_cast<unsigned char>(c)) || c == '.' || c == '-';
        name += kept ? c : '-';
    }
    name.erase(0, name.find_first_not_of("-."));
    return name.substr(0, longestName);
}

KnownServer pinServer(const std::string& name, const ServerAddress& address, bool insecure,
                      const ServerInfo& info, const std::string& expectedFingerprint) {
    KnownServer server{name, address, insecure, info.serverId, {}};
    fromHex(info.publicKey, server.publicKey);
    server.successions = successionsOf(info);
    if (!isServerId(info.serverId)) {
        throw Error(ErrorCode::InvalidInput,
                    address.url() + ": malformed server id " + quotedForMessage(info.serverId));
    }
    const std::string own = fingerprint(server.publicKey);
    if (!expectedFingerprint.empty() &&
        bareFingerprint(expectedFingerprint) != bareFingerprint(own)) {
        throw Error(ErrorCode::Refused, address.url() + ": expected a key with the fingerprint " +
                                            quotedForMessage(expectedFingerprint) +
                                            ", the server's is " + own);
    }
    keysOf(server);
    return server;
}

ServerKeys keysOf(const KnownServer& server) {
    return followSuccessions(server.serverId, server.successions, server.publicKey,
                             server.address.url());
}

KnownServer requirePinned(const KnownServer& pinned, const ServerInfo& info) {
    KnownServer now = pinned;
    fromHex(info.publicKey, now.publicKey);
    if (info.serverId == pinned.serverId && now.publicKey == pinned.publicKey) {
        return pinned;
    }
    now.successions = successionsOf(info);
    std::string why = "no statement of the old key says that this one follows it";
    if (info.serverId == pinned.serverId && !now.successions.empty()) {
        try {
            if (isSuccessorOf(now, pinned)) {
                return now;
            }
        } catch (const Error& error) {
            why = error.what();
        }
    }
    throw Error(ErrorCode::Refused,
                pinned.address.url() + " is not the server that was added as " + pinned.name +
                    ": its key's fingerprint was " + fingerprint(pinned.publicKey) +
                    " and is now " + fingerprint(now.publicKey) + " (" + why +
                    "). Ask its administrator; if the change is right, remove the server and "
                    "add it again");
}

ServerRegistry::ServerRegistry(const fs::path& home) : folder_(home / "servers") {}

std::vector<KnownServer> ServerRegistry::list() const {
    std::vector<KnownServer> servers;
    for (const std::string& name : namesIn(folder_)) {
        std::error_code absent;
        if (isServerName(name) && fs::exists(folder_ / name / entryFileName, absent)) {
            servers.push_back(readEntry(folder_ / name));
        }
    }
    return servers;
}

KnownServer ServerRegistry::choose(const std::string& which) const {
    const std::vector<KnownServer> all = list();
    std::vector<KnownServer> chosen;
    std::copy_if(
        all.begin(), all.end(), std::back_inserter(chosen),
        [&](const KnownServer& server) { return which.empty() || isCalled(server, which); });
    if (all.empty()) {
        throw Error(ErrorCode::NotFound,
                    "no server is known yet; add one with: laurelctl server add URL");
    }
    if (chosen.empty()) {
        throw Error(ErrorCode::NotFound, "no server " + quotedForMessage(which) +
                                             " is known; there are " + namesOf(all));
    }
    if (chosen.size() > 1) {
        throw Error(ErrorCode::InvalidArgument,
                    "several servers are known, so one must be named: " + namesOf(chosen));
    }
    return chosen.front();
}

std::optional<KnownServer> ServerRegistry::withId(const std::string& serverId) const {
    for (KnownServer& server : list()) {
        if (server.serverId == serverId) {
            return std::move(server);
        }
    }
    return std::nullopt;
}

void ServerRegistry::add(const KnownServer& server, const std::optional<ApiKey>& key) {
    makeFolders(folder_.parent_path(), folder_);
    const FileLock lock = FileLock::wait(folder_ / ".lock");
    requireAcceptable(server, list());
    const std::optional<KnownServer> before = withId(server.serverId);
    const fs::path target = folder_ / server.name;
    if (before && before->name != server.name) {
        renamePath(folder_ / before->name, target);
    }
    makeFolders(folder_.parent_path(), target);
    const fs::path keyFile = target / keyFileName;
    if (key) {
        writePrivateFile(keyFile, key->secret() + "\n");
    } else if (!before || before->address != server.address) {
        std::error_code absent; // the key is not for whoever answers elsewhere
        fs::remove(keyFile, absent);
    }
    keepAuthorities(server, before, target);
    // Last: with it the server is known.
    writeFileAtomically(target / entryFileName, serializeEntry(server));
    syncToDisk(folder_);
}

void ServerRegistry::keepSuccessor(const KnownServer& server) {
    const FileLock lock = FileLock::wait(folder_ / ".lock");
    std::optional<KnownServer> kept = withId(server.serverId);
    if (!kept || kept->publicKey == server.publicKey || !isSuccessorOf(server, *kept)) {
        return;
    }
    kept->publicKey = server.publicKey;
    kept->successions = server.successions;
    writeFileAtomically(folder_ / kept->name / entryFileName, serializeEntry(*kept));
}

void ServerRegistry::remove(const std::string& name) {
    makeFolders(folder_.parent_path(), folder_);
    const FileLock lock = FileLock::wait(folder_ / ".lock");
    const KnownServer server = choose(name);
    const TemporaryFolder aside(folder_);
    renamePath(folder_ / server.name, aside.path() / server.name);
}

std::optional<ApiKey> ServerRegistry::key(const KnownServer& server) const {
    constexpr std::uint64_t mostBytes = 4096;
    const fs::path file = folder_ / server.name / keyFileName;
    std::error_code unreadable;
    if (!fs::exists(file, unreadable)) {
        return std::nullopt;
    }
    requirePrivate(file);
    return ApiKey::parse(readTextFile(file, mostBytes), file.string());
}

} // namespace laurel
