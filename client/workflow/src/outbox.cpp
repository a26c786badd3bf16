#include "laurel/workflow/outbox.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/net/laurel_home.h"
#include "laurel/net/model_cache.h"
#include "laurel/weights/crypto.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <map>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mostStatusBytes = 4U << 20;

fs::path outcomeFile(const fs::path& home, const std::string& entryId) {
    return home / "outcomes" / (entryId + ".json");
}

/// What a server said last; none where nothing, or nothing readable, was kept.
std::optional<ContributionStatus> keptOutcome(const fs::path& home, const std::string& entryId) {
    try {
        return parseContributionStatus(readTextFile(outcomeFile(home, entryId), mostStatusBytes));
    } catch (const Error&) {
        return std::nullopt;
    }
}

void keepOutcome(const fs::path& home, const std::string& entryId,
                 const ContributionStatus& status) {
    const fs::path file = outcomeFile(home, entryId);
    makeFolders(home, file.parent_path());
    writeFileAtomically(file, serialize(status));
}

/// The client of each server that a round speaks with; a server that cannot be reached is left
/// alone for the rest of the round.
class Clients {
  public:
    Clients(const fs::path& home, const CancellationToken& cancel)
        : registry_(home), cancel_(cancel) {}

    /// @throws Error NotFound when it is not known any more, and as ServerClient
    ServerClient& of(const std::string& serverId) {
        std::unique_ptr<ServerClient>& client = clients_[serverId];
        if (!client) {
            const std::optional<KnownServer> server = registry_.withId(serverId);
            if (!server) {
                throw Error(ErrorCode::NotFound, "its server is not known any more");
            }
            client = std::make_unique<ServerClient>(registry_, *server, cancel_);
        }
        return *client;
    }
    bool isDown(const std::string& serverId) const { return down_.contains(serverId); }
    const std::string& whyDown(const std::string& serverId) const { return down_.at(serverId); }
    void noteDown(const std::string& serverId, const std::string& why) { down_[serverId] = why; }

  private:
    ServerRegistry registry_;
    CancellationToken cancel_;
    std::map<std::string, std::unique_ptr<ServerClient>> clients_;
    std::map<std::string, std::string> down_;
};

bool isDue(const QueueEntry& entry) {
    return !entry.isFinished() && !entry.paused && entry.nextAttempt <= systemClock().now();
}

bool isUnsettled(const OutboxEntry& entry) {
    return entry.entry.state == UploadState::Sent &&
           !(entry.status && isFinal(entry.status->state) &&
             entry.status->state != ContributionState::Failed); // a server may try that again
}

void send(OutboxEntry& one, UploadQueue& queue, Clients& clients, ProgressSink& progress) {
    SentEntry sent = queue.send(one.entry.id, clients.of(one.entry.serverId), progress);
    one.entry = std::move(sent.entry);
    one.status = std::move(sent.status);
    const bool down = !one.entry.problem.empty() && one.entry.problemCode == ErrorCode::Unavailable;
    if (!one.entry.isFinished() && down) {
        clients.noteDown(one.entry.serverId, one.entry.problem);
    }
}

void askAfter(OutboxEntry& one, Clients& clients) {
    one.status = clients.of(one.entry.serverId).status(one.entry.contribution);
}

/// Takes an entry as far as it goes now. @throws Error Cancelled
void advance(OutboxEntry& one, UploadQueue& queue, Clients& clients, ProgressSink& progress) {
    const std::string serverId = one.entry.serverId;
    if (clients.isDown(serverId)) {
        one.statusProblem = isUnsettled(one) ? clients.whyDown(serverId) : "";
        return;
    }
    try {
        if (isDue(one.entry)) {
            send(one, queue, clients, progress);
        } else if (isUnsettled(one)) {
            askAfter(one, clients);
        }
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        one.statusProblem = error.what();
        if (error.code() == ErrorCode::Unavailable) {
            clients.noteDown(serverId, error.what());
        }
    }
}

/// The file as the queue will write it: the same tensors always give the same bytes.
struct Content {
    std::uint64_t bytes = 0;
    std::string sha256;
};
Content contentOf(const StateDict& tensors) {
    const std::vector<std::byte> bytes = serializeSafetensors(tensors);
    return {bytes.size(), sha256Hex(std::span(bytes))};
}

void requireServersOwn(const ShelvedModel& learnt) {
    if (learnt.origin == ModelOrigin::Local && (!learnt.version || learnt.serverId.empty())) {
        throw Error(ErrorCode::InvalidInput,
                    "This model was learnt from the shipped package, not from a server's version. "
                    "Pull " +
                        learnt.id + " from a server and learn from that.");
    }
    if (learnt.origin != ModelOrigin::Local) {
        throw Error(ErrorCode::InvalidInput,
                    learnt.title() + " was not learnt here: there is nothing to contribute.");
    }
}

} // namespace

Outbox::Outbox(fs::path home, ClientInfo client)
    : home_(std::move(home)), client_(std::move(client)) {}

Outbox::Prepared Outbox::prepared(const ShelvedModel& learnt, ProgressSink& progress,
                                  const CancellationToken& cancel) const {
    requireServersOwn(learnt);
    const ServerRegistry registry(home_);
    const std::optional<KnownServer> server = registry.withId(learnt.serverId);
    if (!server) {
        throw Error(ErrorCode::InvalidInput,
                    "The server that " + learnt.title() +
                        " was learnt from is not known any more. Add it again to contribute.");
    }
    ServerClient client(registry, *server, cancel);
    const PulledVersion base = ModelCache(home_).pull(client, learnt.id, *learnt.version, progress);
    cancel.throwIfCancelled();
    Contribution contribution =
        makeContribution(ModelPackage::open(learnt.folder), base.package, server->serverId,
                         *learnt.version, ContributionKind::Full, client_);
    return {*server, std::move(contribution)};
}

ConsentFacts Outbox::prepare(const ShelvedModel& learnt, ProgressSink& progress,
                             const CancellationToken& cancel) const {
    Prepared ready = prepared(learnt, progress, cancel);
    cancel.throwIfCancelled();
    const Content content = contentOf(ready.contribution.tensors);
    ConsentFacts facts;
    facts.server = std::move(ready.server);
    facts.model = ready.contribution.model;
    facts.baseVersion = ready.contribution.request.baseVersion;
    facts.bytes = content.bytes;
    facts.sha256 = content.sha256;
    facts.slices = ready.contribution.request.slices;
    facts.dice = ready.contribution.request.dice;
    facts.diceIsAutomatic = ready.contribution.diceIsAutomatic;
    facts.client = client_;
    facts.withheld = std::move(ready.contribution.withheld);
    facts.privacy = ready.contribution.privacy;
    return facts;
}

QueueEntry Outbox::queue(const ShelvedModel& learnt, ProgressSink& progress,
                         const CancellationToken& cancel) const {
    const Prepared ready = prepared(learnt, progress, cancel);
    UploadQueue queue(home_);
    const std::string digest = contentOf(ready.contribution.tensors).sha256;
    for (const QueueEntry& entry : queue.entries()) {
        if (entry.serverId == ready.server.serverId && entry.request.sha256 == digest &&
            entry.state != UploadState::Refused) {
            throw Error(ErrorCode::AlreadyExists,
                        learnt.title() + " is already on its way to " + ready.server.name + ".");
        }
    }
    return queue.add(ready.server.serverId, ready.contribution);
}

std::vector<OutboxEntry> Outbox::round(ProgressSink& progress,
                                       const CancellationToken& cancel) const {
    UploadQueue queue(home_);
    Clients clients(home_, cancel);
    std::vector<OutboxEntry> all = entries();
    std::for_each(all.rbegin(), all.rend(), [&](OutboxEntry& one) { // the oldest goes first
        cancel.throwIfCancelled();
        const std::optional<ContributionStatus> before = one.status;
        advance(one, queue, clients, progress);
        if (one.status && one.status != before) {
            keepOutcome(home_, one.entry.id, *one.status);
        }
    });
    return all;
}

OutboxEntry Outbox::described(const QueueEntry& entry) const {
    OutboxEntry described;
    described.entry = entry;
    const std::optional<KnownServer> server = ServerRegistry(home_).withId(entry.serverId);
    described.serverName = server ? server->name : "";
    described.status = keptOutcome(home_, entry.id);
    return described;
}

std::vector<OutboxEntry> Outbox::entries() const {
    std::vector<OutboxEntry> all;
    for (const QueueEntry& entry : UploadQueue(home_).entries()) {
        all.push_back(described(entry));
    }
    std::ranges::reverse(all);
    return all;
}

void Outbox::withdraw(const std::string& entryId) const {
    UploadQueue(home_).withdraw(entryId);
    std::error_code ignored;
    fs::remove(outcomeFile(home_, entryId), ignored);
}

} // namespace laurel
