#include "laurel/workflow/server_directory.h"

#include "laurel/base/error.h"

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// @throws Error Cancelled
ServerState ask(const ServerRegistry& registry, const KnownServer& server,
                const CancellationToken& cancel) {
    ServerState state;
    state.server = server;
    try {
        ServerClient client(registry, server, cancel);
        client.info();
        state.reachable = true;
        state.models = client.models();
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        state.problem = error.what();
    }
    return state;
}

} // namespace

std::vector<ServerState> askKnownServers(const fs::path& home, const CancellationToken& cancel) {
    const ServerRegistry registry(home);
    std::vector<ServerState> states;
    for (const KnownServer& server : registry.list()) {
        states.push_back(ask(registry, server, cancel));
    }
    return states;
}

FoundServer findServer(const std::string& address, bool insecure, const CancellationToken& cancel) {
    FoundServer found;
    found.address = ServerAddress::parse(address);
    found.insecure = insecure;
    found.info = askServer(found.address, insecure, cancel);
    const KnownServer shown =
        pinServer(defaultServerName(found.address), found.address, insecure, found.info, "");
    found.fingerprint = fingerprint(shown.publicKey);
    return found;
}

KnownServer addServer(const fs::path& home, const FoundServer& found, const std::string& apiKey,
                      const CancellationToken& cancel) {
    std::optional<ApiKey> key;
    if (!apiKey.empty()) {
        key = ApiKey::parse(apiKey, "the field for the key");
    }
    const ServerInfo info = askServer(found.address, found.insecure, cancel);
    KnownServer server = pinServer(defaultServerName(found.address), found.address, found.insecure,
                                   info, found.fingerprint);
    if (key) { // better known now than when something is to be sent
        ServerClient(server, key, cancel).models();
    }
    ServerRegistry(home).add(server, key);
    return server;
}

PulledVersion pullModel(const fs::path& home, const std::string& serverId, const std::string& model,
                        std::optional<std::int64_t> number, ProgressSink& progress,
                        const CancellationToken& cancel) {
    const ServerRegistry registry(home);
    const std::optional<KnownServer> server = registry.withId(serverId);
    if (!server) {
        throw Error(ErrorCode::NotFound, "The server of " + model + " is not known any more.");
    }
    ServerClient client(registry, *server, cancel);
    return ModelCache(home).pull(client, model, number, progress);
}

} // namespace laurel
