#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/net/server_registry.h"
#include "laurel/package/statement.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/messages.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace laurel {

/// How long and how much a client bears from a server.
struct ClientLimits {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds silence{30'000}; ///< between two bytes
    std::chrono::milliseconds answer{60'000};  ///< of an exchange, besides its bytes
    std::chrono::milliseconds retryPause{250}; ///< before a broken download goes on; doubled
    std::uint64_t slowestBytesPerSecond = 16U << 10;
    std::uint64_t headBytes = 256U << 10; ///< about: looked at 20 times a second
    std::uint64_t answerBytes = 64U << 20;
    std::uint64_t fileBytes = std::uint64_t{1} << 31;    ///< of one file of a version
    std::uint64_t versionBytes = std::uint64_t{1} << 32; ///< of all its files
};

/// Who answers at an address, without a key being shown. First contact: nothing of it is verified.
/// @param insecure whether plain HTTP to another machine is allowed
/// @param caFile as KnownServer's
/// @throws Error InvalidArgument for plain HTTP to another machine, Unavailable, Cancelled
ServerInfo askServer(const ServerAddress& address, bool insecure,
                     const CancellationToken& cancel = {}, const ClientLimits& limits = {},
                     const std::filesystem::path& caFile = {});

/// Speaks with one server. Before anything else it asks who answers and throws Refused unless that
/// is the pinned server, so that the key is not shown to another by mistake (only TLS protects it
/// from one that pretends). Follows no redirects. One call at a time; cancellable at any point.
///
/// All functions throw ServerRefusal for a server's no, with the server's code and words; Error
/// Unavailable for everything that may pass: no connection, no or a malformed answer, 5xx, 408,
/// 425, 429, and what a proxy says in the server's place; and Cancelled.
class ServerClient {
  public:
    /// @throws Error InvalidArgument for plain HTTP to another machine unless `server.insecure`
    ServerClient(KnownServer server, std::optional<ApiKey> key, CancellationToken cancel = {},
                 const ClientLimits& limits = {});
    /// To a server of the registry, with the key that is kept there; there, too, is kept which key
    /// the server signs with where that changed.
    ServerClient(const ServerRegistry& registry, const KnownServer& server,
                 CancellationToken cancel = {}, const ClientLimits& limits = {});
    ~ServerClient();
    ServerClient(const ServerClient&) = delete;
    ServerClient& operator=(const ServerClient&) = delete;

    /// With the key that it signs with now, once it was asked.
    const KnownServer& server() const noexcept { return server_; }
    const ClientLimits& limits() const noexcept { return limits_; }
    const CancellationToken& cancel() const noexcept { return cancel_; }

    const ServerInfo& info();
    std::vector<ModelSummary> models();
    ModelSummary model(const std::string& id);
    std::vector<VersionSummary> versions(const std::string& model);
    /// @param number none: the current version. The statement is not verified here.
    VersionInfo version(const std::string& model, std::optional<std::int64_t> number);

    /// Fetches a file of a version. What `into` holds already is taken as its beginning and
    /// continued; after an error it holds what came. Flushed to disk. The digest is not checked
    /// here.
    /// @param onBytes gets the number of bytes that `into` has, as it grows
    /// @throws also Error InvalidInput when the server has another size than `wanted`, Io
    void download(const std::string& model, std::int64_t number, const StatementFile& wanted,
                  const std::filesystem::path& into,
                  const std::function<void(std::uint64_t)>& onBytes);

    /// @param idempotencyKey the same for every attempt at the same contribution, so that one whose
    ///        answer was lost is not made twice
    std::string createContribution(const std::string& model, const ContributionRequest& request,
                                   const std::string& idempotencyKey);
    /// How many bytes of the content the server keeps. @param size of the whole
    std::uint64_t uploadOffset(const std::string& contribution, std::uint64_t size);
    struct ChunkAnswer {
        std::uint64_t offset = 0;                 ///< bytes that the server keeps now
        std::optional<ContributionStatus> status; ///< when that was the last chunk
    };
    /// Sends one chunk. A server that stands elsewhere takes nothing and says where.
    ChunkAnswer putChunk(const std::string& contribution, const ContentRange& range,
                         std::span<const std::byte> bytes);
    ContributionStatus status(const std::string& contribution);

    void reportUsage(const std::string& model, const UsageReport& report);

  private:
    class Session;

    KnownServer server_;
    std::optional<ServerRegistry> registry_;
    ClientLimits limits_;
    CancellationToken cancel_;
    std::unique_ptr<Session> session_;
    std::optional<ServerInfo> info_;
};

} // namespace laurel
