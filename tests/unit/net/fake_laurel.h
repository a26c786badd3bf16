#pragma once

#include "fake_server.h"

#include "support/tiny_package.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/package/key_succession.h"
#include "laurel/package/statement.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/error_message.h"
#include "laurel/proto/http_status.h"
#include "laurel/proto/messages.h"
#include "laurel/proto/paths.h"

#include <deque>
#include <mutex>

namespace laurel {

/// A Laurel server in memory, as far as clients see one, that misbehaves on request. Its state is
/// shared with the thread that answers, and is reached through `state` alone.
class FakeLaurel {
  public:
    struct Version {
        std::map<std::string, std::string> files;
        VersionInfo info;
    };
    struct Received {
        std::string model;
        std::string idempotencyKey;
        ContributionRequest request;
        std::string bytes;
        ContributionState state = ContributionState::Receiving;
        std::string reason;
    };
    /// Answers in the server's place; once.
    struct Fault {
        std::string method;
        std::string pathEnd;
        FakeServer::Handler handler;
    };

    struct State {
        ServerInfo info;
        std::map<std::string, std::vector<Version>> versions;
        std::map<std::string, std::int64_t> current;
        std::map<std::string, Received> contributions;
        std::string requiredKey; ///< empty: everybody may do everything
        std::deque<Fault> faults;
        std::vector<FakeRequest> requests;
    };
    /// Keeps requests out while it lives, which is to the end of the expression where it has no
    /// name: the client is called elsewhere.
    template <typename T>
    class Access {
      public:
        Access(std::recursive_mutex& mutex, T& state) : lock_(mutex), state_(state) {}
        T* operator->() const { return &state_; }

      private:
        std::unique_lock<std::recursive_mutex> lock_; ///< recursive: handlers of tests look, too
        T& state_;
    };

    FakeLaurel()
        : server([this](const FakeRequest& request, FakeConnection& to) { handle(request, to); }) {
        ServerInfo& info = state_.info;
        info.name = "A server for tests";
        info.serverId = fingerprint(key.publicKey());
        info.version = "1.0";
        info.publicKey = toHexText(key.publicKey());
        info.limits = {1U << 30, 64};
    }

    Access<State> state() { return {mutex_, state_}; }
    Access<const State> state() const { return {mutex_, state_}; }

    std::string serverId() const { return state()->info.serverId; }
    ServerInfo info() const { return state()->info; }
    Version version(const std::string& model, std::size_t number) const {
        return state()->versions.at(model).at(number - 1);
    }

    /// Of the n-th contribution, from 0.
    static std::string idOf(std::size_t n) { return sha256Hex(std::to_string(n)).substr(0, 32); }

    /// The next number of this model. @param folder a package
    Version publish(const std::filesystem::path& folder) {
        const auto access = state();
        Version version;
        const ModelPackage package = ModelPackage::open(folder);
        std::vector<Version>& all = access->versions[package.manifest().id];
        VersionStatement statement;
        statement.serverId = access->info.serverId;
        statement.modelId = package.manifest().id;
        statement.number = static_cast<std::int64_t>(all.size()) + 1;
        statement.created = "2026-01-31T23:59:59Z";
        statement.files = describePackageFiles(folder);
        statement.keyId = fingerprint(key.publicKey());
        for (const StatementFile& file : statement.files) {
            version.files[file.file] = readTextFile(folder / file.file, 1U << 30);
        }
        version.info = signedInfo(statement);
        all.push_back(std::move(version));
        access->current[package.manifest().id] = statement.number;
        return all.back();
    }
    /// Another key signs from now on; the one before says so.
    void rotateKey(std::uint8_t seed) {
        const auto access = state();
        Ed25519KeyPair next(std::array<std::uint8_t, 32>{seed});
        KeySuccession succession{
            access->info.serverId, "2026-01-31T23:59:59Z", key.publicKey(), next.publicKey(), {}};
        for (const auto& [model, versions] : access->versions) {
            succession.lastVersions[model] = static_cast<std::int64_t>(versions.size());
        }
        const SignedSuccession made = signSuccession(succession, key);
        key = std::move(next);
        access->info.publicKey = toHexText(key.publicKey());
        access->info.successors.push_back({made.statement, made.signature});
    }
    VersionInfo signedInfo(const VersionStatement& statement) const {
        return {statement.modelId, statement.number, serializeStatement(statement),
                toHexText(signStatement(statement, key))};
    }

    void failNext(std::string method, std::string pathEnd, FakeServer::Handler handler) {
        state()->faults.push_back({std::move(method), std::move(pathEnd), std::move(handler)});
    }
    void failNext(std::string method, std::string pathEnd, int status,
                  const std::string& body = "") {
        failNext(
            std::move(method), std::move(pathEnd),
            [status, body](const FakeRequest&, FakeConnection& to) { to.answer(status, body); });
    }
    void failNext(std::string method, std::string pathEnd, ErrorCode code,
                  const std::string& message) {
        failNext(std::move(method), std::move(pathEnd), httpStatusOf(code),
                 serializeError(code, message));
    }

    Ed25519KeyPair key{std::array<std::uint8_t, 32>{7}};

  private:
    void handle(const FakeRequest& request, FakeConnection& to) {
        const auto access = state();
        state_.requests.push_back(request);
        for (auto fault = state_.faults.begin(); fault != state_.faults.end(); ++fault) {
            if (request.method == fault->method && request.path.ends_with(fault->pathEnd)) {
                const FakeServer::Handler handler = fault->handler;
                state_.faults.erase(fault);
                handler(request, to);
                return;
            }
        }
        try {
            if (request.path == serverPath()) {
                to.answer(200, serialize(state_.info));
                return;
            }
            if (!state_.requiredKey.empty() &&
                request.header("authorization") != "Bearer " + state_.requiredKey) {
                throw Error(ErrorCode::Unauthenticated, "the key is not known");
            }
            route(request, to);
        } catch (const Error& error) {
            to.answer(httpStatusOf(error.code()), serializeError(error.code(), error.what()));
        }
    }

    void route(const FakeRequest& request, FakeConnection& to) {
        if (request.path.starts_with(contributionPath(""))) {
            routeContribution(request, to);
            return;
        }
        if (request.path == modelsPath()) {
            std::vector<ModelSummary> list;
            for (const auto& [id, number] : state_.current) {
                list.push_back({id, "Model " + id, "", "Apache-2.0", number});
            }
            to.answer(200, serialize(list));
            return;
        }
        for (const auto& [id, all] : state_.versions) {
            if (request.path == modelPath(id)) {
                to.answer(200, serialize(ModelSummary{id, "Model " + id, "", "Apache-2.0",
                                                      state_.current[id]}));
                return;
            }
            if (request.path == versionsPath(id)) {
                std::vector<VersionSummary> list;
                for (const Version& version : all) {
                    list.push_back({version.info.number, "2026-01-31T23:59:59Z", 1000});
                }
                to.answer(200, serialize(list));
                return;
            }
            if (request.path == contributionsPath(id)) {
                create(id, request, to);
                return;
            }
            if (request.path == currentVersionPath(id)) {
                to.answer(200,
                          serialize(all.at(static_cast<std::size_t>(state_.current[id] - 1)).info));
                return;
            }
            for (const Version& version : all) {
                if (request.path == versionPath(id, version.info.number)) {
                    to.answer(200, serialize(version.info));
                    return;
                }
                for (const auto& [name, bytes] : version.files) {
                    if (request.path == versionFilePath(id, version.info.number, name)) {
                        answerFile(request, bytes, to);
                        return;
                    }
                }
            }
        }
        throw Error(ErrorCode::NotFound, "there is no " + request.path);
    }

    static void answerFile(const FakeRequest& request, const std::string& bytes,
                           FakeConnection& to) {
        const std::string tag = '"' + sha256Hex(bytes) + '"';
        const std::string range = request.header("range");
        if (range.empty() || request.header("if-range") != tag) {
            to.answer(200, bytes, {{"ETag", tag}});
            return;
        }
        const std::size_t first = std::stoul(range.substr(std::string("bytes=").size()));
        to.answer(
            206, bytes.substr(first),
            {{"ETag", tag},
             {"Content-Range", toString(ContentRange{first, bytes.size() - 1, bytes.size()})}});
    }

    void create(const std::string& model, const FakeRequest& request, FakeConnection& to) {
        Received received;
        received.model = model;
        received.idempotencyKey = request.header("idempotency-key");
        received.request = parseContributionRequest(request.body);
        for (const auto& [id, known] : state_.contributions) {
            if (known.idempotencyKey == received.idempotencyKey) {
                to.answer(201, serializeContributionId(id));
                return;
            }
        }
        const std::string id = idOf(state_.contributions.size());
        state_.contributions[id] = std::move(received);
        to.answer(201, serializeContributionId(id));
    }

    void routeContribution(const FakeRequest& request, FakeConnection& to) {
        const std::string id = request.path.substr(contributionPath("").size(), 32);
        const auto found = state_.contributions.find(id);
        if (found == state_.contributions.end()) {
            throw Error(ErrorCode::NotFound, "there is no contribution " + id);
        }
        Received& received = found->second;
        if (request.method == "GET") {
            to.answer(200, serialize(statusOf(id, received)));
        } else if (request.method == "HEAD") {
            to.answer(200, "", {{uploadOffsetHeader, std::to_string(received.bytes.size())}});
        } else {
            put(id, received, request, to);
        }
    }

    static ContributionStatus statusOf(const std::string& id, const Received& received) {
        ContributionStatus status;
        status.id = id;
        status.model = received.model;
        status.state = received.state;
        status.reason = received.reason;
        status.reasonCode = received.reason.empty() ? "" : "gate1";
        status.baseVersion = received.request.baseVersion;
        status.received = received.bytes.size();
        status.size = received.request.size;
        if (received.state == ContributionState::Published) {
            status.version = received.request.baseVersion + 1;
        }
        return status;
    }

    static void put(const std::string& id, Received& received, const FakeRequest& request,
                    FakeConnection& to) {
        const ContentRange range = parseContentRange(request.header("content-range"));
        const auto offset = [&] { return std::to_string(received.bytes.size()); };
        if (received.state != ContributionState::Receiving) {
            throw Error(ErrorCode::Conflict, "the contribution is complete");
        }
        if (range.first != received.bytes.size()) {
            to.answer(409, serializeError(ErrorCode::Conflict, "wrong offset"),
                      {{uploadOffsetHeader, offset()}});
            return;
        }
        EXPECT_EQ(range.length(), request.body.size());
        EXPECT_EQ(range.total, received.request.size);
        received.bytes += request.body;
        if (received.bytes.size() < range.total) {
            to.answer(204, "", {{uploadOffsetHeader, offset()}});
            return;
        }
        const bool sound = sha256Hex(received.bytes) == received.request.sha256;
        received.state = sound ? ContributionState::Received : ContributionState::Rejected;
        to.answer(200, serialize(statusOf(id, received)));
    }

    mutable std::recursive_mutex mutex_;
    State state_;

  public:
    FakeServer server; ///< last: it uses all the others
};

} // namespace laurel
