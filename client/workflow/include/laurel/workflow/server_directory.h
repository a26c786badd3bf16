#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/net/model_cache.h"
#include "laurel/net/server_client.h"
#include "laurel/net/server_registry.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// The servers that this computer knows, as a person meets them: who answers, what they offer.
/// Everything here waits for servers and belongs in a task.
namespace laurel {

/// A server as it answered, or did not.
struct ServerState {
    KnownServer server;
    bool reachable = false;
    std::string problem;              ///< why it is not, or why it showed no models; else empty
    std::vector<ModelSummary> models; ///< that it offers to this computer's key
};

/// Asks every server that is known. @param home as laurelHome() @throws Error Io, Cancelled
std::vector<ServerState> askKnownServers(const std::filesystem::path& home,
                                         const CancellationToken& cancel);

/// First contact, in two steps with a person between them, who compares the fingerprint.
struct FoundServer {
    ServerAddress address;
    bool insecure = false;
    ServerInfo info;
    std::string fingerprint; ///< of the key that it shows, for people
};
/// @throws Error InvalidArgument, InvalidInput, Unavailable, Cancelled
FoundServer findServer(const std::string& address, bool insecure, const CancellationToken& cancel);

/// Keeps the server that was found: it is asked again and must show the same key. With an API key,
/// that is tried before anything is kept. @param apiKey empty: none. Never in a message
/// @throws Error Refused when another key answers or the API key is not taken; as findServer and
///         ServerRegistry::add
KnownServer addServer(const std::filesystem::path& home, const FoundServer& found,
                      const std::string& apiKey, const CancellationToken& cancel);

/// Fetches a version of a model from a server that is known.
/// @param number none: the current one @throws Error NotFound, and as ModelCache::pull
PulledVersion pullModel(const std::filesystem::path& home, const std::string& serverId,
                        const std::string& model, std::optional<std::int64_t> number,
                        ProgressSink& progress, const CancellationToken& cancel);

} // namespace laurel
