#include "laurel/net/server_client.h"

#include "answers.h"
#include "download.h"
#include "transport.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/proto/paths.h"

#include <algorithm>

namespace laurel {

namespace {

void requireProtected(const ServerAddress& address, bool insecure) {
    if (!address.tls && !insecure && !address.isLoopback()) {
        throw Error(ErrorCode::InvalidArgument,
                    address.url() + ": plain HTTP to another machine can be read and changed on "
                                    "its way; use https, or allow it with --insecure");
    }
}

ServerInfo askWho(Transport& transport, const std::string& server) {
    const HttpAnswer answer = transport.exchange({"GET", serverPath(), {}, {}});
    if (!answer.isSuccess()) {
        throwFailure(answer, server);
    }
    return parseAnswer(answer, server, parseServerInfo);
}

} // namespace

ServerInfo askServer(const ServerAddress& address, bool insecure, const CancellationToken& cancel,
                     const ClientLimits& limits, const std::filesystem::path& caFile) {
    requireProtected(address, insecure);
    Transport transport(address, limits, cancel, caFile);
    return askWho(transport, address.url());
}

/// The connection and the key that goes with each call.
class ServerClient::Session {
  public:
    Session(const KnownServer& known, std::optional<ApiKey> key, const ClientLimits& limits,
            CancellationToken cancel)
        : transport(known.address, limits, std::move(cancel), known.caFile),
          server(known.address.url()), key_(std::move(key)) {}

    HttpAnswer call(HttpCall call, BodySink* sink = nullptr) {
        if (key_) {
            call.headers["Authorization"] = "Bearer " + key_->secret();
        }
        return transport.exchange(call, sink);
    }
    /// A success, or its error.
    HttpAnswer succeed(HttpCall which, BodySink* sink = nullptr) {
        HttpAnswer answer = call(std::move(which), sink);
        if (!answer.isSuccess()) {
            throwFailure(answer, server);
        }
        return answer;
    }
    template <typename Parser>
    auto get(const std::string& path, const Parser& parser) {
        return parseAnswer(succeed({"GET", path, {}, {}}), server, parser);
    }
    HttpAnswer post(const std::string& path, const std::string& body,
                    std::map<std::string, std::string> headers = {}) {
        headers["Content-Type"] = "application/json";
        return succeed({"POST", path, std::move(headers), body});
    }

    Transport transport;
    std::string server; ///< for messages

  private:
    std::optional<ApiKey> key_;
};

ServerClient::ServerClient(KnownServer server, std::optional<ApiKey> key, CancellationToken cancel,
                           const ClientLimits& limits)
    : server_(std::move(server)), limits_(limits), cancel_(std::move(cancel)) {
    requireProtected(server_.address, server_.insecure);
    session_ = std::make_unique<Session>(server_, std::move(key), limits_, cancel_);
}

ServerClient::ServerClient(const ServerRegistry& registry, const KnownServer& server,
                           CancellationToken cancel, const ClientLimits& limits)
    : ServerClient(server, registry.key(server), std::move(cancel), limits) {
    registry_ = registry;
}

ServerClient::~ServerClient() = default;

const ServerInfo& ServerClient::info() {
    if (!info_) {
        ServerInfo answered = askWho(session_->transport, session_->server);
        KnownServer now = requirePinned(server_, answered);
        if (registry_ && now.publicKey != server_.publicKey) {
            registry_->keepSuccessor(now);
        }
        server_ = std::move(now);
        info_ = std::move(answered);
    }
    return *info_;
}

std::vector<ModelSummary> ServerClient::models() {
    info();
    return session_->get(modelsPath(), parseModelList);
}

ModelSummary ServerClient::model(const std::string& id) {
    info();
    return session_->get(modelPath(id), parseModelSummary);
}

std::vector<VersionSummary> ServerClient::versions(const std::string& model) {
    info();
    return session_->get(versionsPath(model), parseVersionList);
}

VersionInfo ServerClient::version(const std::string& model, std::optional<std::int64_t> number) {
    info();
    return session_->get(number ? versionPath(model, *number) : currentVersionPath(model),
                         parseVersionInfo);
}

void ServerClient::download(const std::string& model, std::int64_t number,
                            const StatementFile& wanted, const std::filesystem::path& into,
                            const std::function<void(std::uint64_t)>& onBytes) {
    info();
    FileDownload file(wanted, into, onBytes);
    if (!file.isComplete()) {
        session_->succeed(
            {"GET", versionFilePath(model, number, wanted.file), file.requestHeaders(), {}}, &file);
    }
    if (!file.isComplete()) {
        throw Error(ErrorCode::Unavailable, session_->server + ": " + wanted.file + " broke off");
    }
    file.flush();
}

std::string ServerClient::createContribution(const std::string& model,
                                             const ContributionRequest& request,
                                             const std::string& idempotencyKey) {
    info();
    const HttpAnswer answer = session_->post(contributionsPath(model), serialize(request),
                                             {{"Idempotency-Key", idempotencyKey}});
    return parseAnswer(answer, session_->server, parseContributionId);
}

namespace {

/// The header Upload-Offset.
std::optional<std::uint64_t> offsetOf(const HttpAnswer& answer) {
    std::string name = uploadOffsetHeader;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return parseByteCount(answer.header(name));
}

ContributionStatus readStatus(const HttpAnswer& answer, const std::string& contribution,
                              const std::string& server) {
    ContributionStatus status = parseAnswer(answer, server, parseContributionStatus);
    if (status.id != contribution) {
        throw Error(ErrorCode::Unavailable,
                    server + ": asked for the contribution " + contribution + ", got " + status.id);
    }
    return status;
}

std::uint64_t requireOffset(const HttpAnswer& answer, std::uint64_t most,
                            const std::string& server) {
    const std::optional<std::uint64_t> offset = offsetOf(answer);
    if (!offset || *offset > most) {
        throw Error(ErrorCode::Unavailable,
                    server + ": expected " + uploadOffsetHeader + " up to " + std::to_string(most) +
                        ", got " + (offset ? std::to_string(*offset) : std::string("none")));
    }
    return *offset;
}

} // namespace

std::uint64_t ServerClient::uploadOffset(const std::string& contribution, std::uint64_t size) {
    info();
    const HttpAnswer answer =
        session_->call({"HEAD", contributionContentPath(contribution), {}, {}});
    if (!answer.isSuccess()) { // the answer to HEAD has no room for a reason
        return std::min(status(contribution).received, size);
    }
    return requireOffset(answer, size, session_->server);
}

ServerClient::ChunkAnswer ServerClient::putChunk(const std::string& contribution,
                                                 const ContentRange& range,
                                                 std::span<const std::byte> bytes) {
    constexpr int done = 200;
    constexpr int conflict = 409;
    info();
    const std::string_view body(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const HttpAnswer answer = session_->call(
        {"PUT",
         contributionContentPath(contribution),
         {{"Content-Range", toString(range)}, {"Content-Type", "application/octet-stream"}},
         body});
    if (answer.status == conflict && offsetOf(answer)) {
        return {requireOffset(answer, range.total, session_->server), std::nullopt};
    }
    if (!answer.isSuccess()) {
        throwFailure(answer, session_->server);
    }
    if (answer.status == done) {
        return {range.total, readStatus(answer, contribution, session_->server)};
    }
    return {requireOffset(answer, range.last + 1, session_->server), std::nullopt};
}

ContributionStatus ServerClient::status(const std::string& contribution) {
    info();
    const HttpAnswer answer = session_->succeed({"GET", contributionPath(contribution), {}, {}});
    return readStatus(answer, contribution, session_->server);
}

void ServerClient::reportUsage(const std::string& model, const UsageReport& report) {
    info();
    session_->post(usagePath(model), serialize(report));
}

} // namespace laurel
