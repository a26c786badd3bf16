#include "network_commands.h"

#include "network_reports.h"
#include "text_table.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/net/laurel_home.h"
#include "laurel/net/server_client.h"

#include <iostream>

namespace laurel {

namespace fs = std::filesystem;

namespace {

std::optional<ApiKey> readKey(const std::string& file) {
    constexpr std::size_t mostBytes = 4096;
    if (file.empty()) {
        return std::nullopt;
    }
    if (file != "-") {
        return ApiKey::parse(readTextFile(file, mostBytes), file);
    }
    std::string text(mostBytes, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::cin.gcount()));
    return ApiKey::parse(text, "standard input");
}

/// The named ones; else those that were named when the server was added before.
fs::path authoritiesFor(const ServerAddress& address, const std::string& caFile) {
    if (!caFile.empty()) {
        if (!address.tls) {
            throw Error(ErrorCode::InvalidArgument,
                        address.url() + ": --ca-file is for https, this is plain HTTP");
        }
        readAuthorities(caFile);
        return caFile;
    }
    for (const KnownServer& known : ServerRegistry(laurelHome()).list()) {
        if (known.address == address) {
            return known.caFile;
        }
    }
    return {};
}

std::string describe(const KnownServer& server) {
    return server.name + " (" + server.address.url() + "), whose key has the fingerprint " +
           fingerprint(server.publicKey);
}

} // namespace

void runServerAdd(const ServerAddOptions& options, Console& console) {
    const ServerAddress address = ServerAddress::parse(options.url);
    const std::optional<ApiKey> key = readKey(options.keyFile);
    const std::string name = options.name.empty() ? defaultServerName(address) : options.name;
    const fs::path caFile = authoritiesFor(address, options.caFile);
    const ServerInfo info = askServer(address, options.insecure, console.cancel(), {}, caFile);
    KnownServer server = pinServer(name, address, options.insecure, info, options.fingerprint);
    server.caFile = caFile;
    ServerRegistry registry(laurelHome());
    const bool isKnown = registry.withId(server.serverId).has_value();
    if (key) { // better known now than when something is to be sent
        ServerClient(server, key, console.cancel()).models();
    }
    registry.add(server, key);
    if (options.fingerprint.empty() && !isKnown) {
        console.warn("first contact: compare the fingerprint " + fingerprint(server.publicKey) +
                     " with what the server's administrator tells you");
    }
    console.result(serverJson({server, registry.key(server).has_value()}),
                   (isKnown ? "updated " : "added ") + describe(server));
}

void runServerList(Console& console) {
    const ServerRegistry registry(laurelHome());
    std::vector<ServerReport> reports;
    TextTable table({"server", "address", "key", "fingerprint"});
    for (const KnownServer& server : registry.list()) {
        const bool hasKey = registry.key(server).has_value();
        reports.push_back({server, hasKey});
        table.add({server.name, server.address.url(), hasKey ? "yes" : "no",
                   fingerprint(server.publicKey)});
    }
    console.result(serversJson(reports), table.text());
}

void runServerRemove(const ServerRemoveOptions& options, Console& console) {
    ServerRegistry registry(laurelHome());
    const KnownServer server = registry.choose(options.server);
    registry.remove(server.name);
    console.result(serverRemovedJson(server), "removed " + describe(server));
}

} // namespace laurel
