#include "network_commands.h"

#include "network_reports.h"
#include "text_table.h"
#include "verdict.h"

#include "laurel/net/contribution.h"
#include "laurel/net/laurel_home.h"
#include "laurel/net/model_cache.h"
#include "laurel/net/upload_queue.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr int attempts = 3; ///< in a row that bring nothing, before a command gives up for now

/// --server; else the server that the package was tuned from; else the only one.
KnownServer chooseServer(const ServerRegistry& registry, const ContributeOptions& options,
                         const ModelPackage& candidate) {
    const FineTuningRecord record = fineTuningOf(candidate);
    const bool tuned = options.server.empty() && record.server;
    return registry.choose(tuned ? *record.server : options.server);
}

QueueEntry enqueue(const ContributeOptions& options, const ModelPackage& candidate,
                   ServerClient& client, UploadQueue& queue, Console& console) {
    const PulledVersion base =
        ModelCache(laurelHome()).pull(client, candidate.manifest().id, options.base, console);
    const Contribution contribution =
        makeContribution(candidate, base.package, client.server().serverId, options.base,
                         options.kind, {"laurelctl", LAUREL_VERSION});
    if (!contribution.withheld.empty()) {
        console.note(std::to_string(contribution.withheld.size()) + " of " +
                     std::to_string(contribution.tensors.size()) +
                     " tensors stay here: the model keeps them private");
    }
    if (contribution.privacy) {
        console.note(privacyText(contribution.privacy->epsilon, contribution.privacy->delta));
    }
    return queue.add(client.server().serverId, contribution);
}

SentEntry send(const QueueEntry& entry, ServerClient& client, UploadQueue& queue,
               Console& console) {
    try {
        return queue.sendPersistently(entry.id, attempts, client, console);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            console.note("it stays in the queue; laurelctl contribute --resume sends it");
        }
        throw;
    }
}

std::string textOf(const ContributionReport& report) {
    const std::string& id = report.entry.contribution;
    const std::string reason = reasonOf(report);
    return report.entry.model + ": contribution " + (id.empty() ? report.entry.id : id) + " " +
           stateOf(report) + (reason.empty() ? "" : ": " + reason);
}

/// Throws what keeps the contribution from the server.
void requireSent(const QueueEntry& entry) {
    if (entry.state == UploadState::Sent) {
        return;
    }
    if (entry.state == UploadState::Refused) {
        throw Error(ErrorCode::Refused, entry.problem);
    }
    throw Error(entry.problemCode, entry.problem + "; it stays in the queue" +
                                       (entry.paused ? " until that is settled; then" : ":") +
                                       " laurelctl contribute --resume sends it");
}

void contributeOne(const ContributeOptions& options, Console& console) {
    const ModelPackage candidate = ModelPackage::open(options.package);
    const ServerRegistry registry(laurelHome());
    const KnownServer server = chooseServer(registry, options, candidate);
    ServerClient client(registry, server, console.cancel());
    UploadQueue queue(laurelHome());
    const QueueEntry queued = enqueue(options, candidate, client, queue, console);
    const SentEntry sent = send(queued, client, queue, console);
    const ContributionReport report{sent.entry, sent.status};
    if (sent.status && options.wait) {
        const ContributionStatus verdict = waitForVerdict(client, *sent.status, console);
        console.result(contributionStatusJson(verdict), verdictText(verdict));
        requirePublished(verdict);
        return;
    }
    console.result(contributeJson(report), textOf(report));
    requireSent(report.entry);
    if (report.status) {
        requireNotRejected(*report.status);
    }
}

/// Sends one entry of the queue. What is in its way is in its report, not thrown.
ContributionReport resumeOne(const QueueEntry& entry, const ServerRegistry& registry,
                             UploadQueue& queue, Console& console) {
    const std::optional<KnownServer> server = registry.withId(entry.serverId);
    if (!server) {
        console.warn(entry.id + ": its server is not known any more: " + entry.serverId);
        return {entry, std::nullopt};
    }
    try {
        ServerClient client(registry, *server, console.cancel());
        queue.resume(entry.id);
        const SentEntry sent = send(entry, client, queue, console);
        return {sent.entry, sent.status};
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        console.warn(entry.id + ": " + error.what());
        return {queue.entry(entry.id), std::nullopt};
    }
}

void resumeAll(const ContributeOptions& options, Console& console) {
    const ServerRegistry registry(laurelHome());
    const std::string only = options.server.empty() ? "" : registry.choose(options.server).serverId;
    UploadQueue queue(laurelHome());
    std::vector<ContributionReport> reports;
    std::string text;
    for (const QueueEntry& entry : queue.entries()) {
        if (!entry.isFinished() && (only.empty() || entry.serverId == only)) {
            reports.push_back(resumeOne(entry, registry, queue, console));
            text += textOf(reports.back()) + "\n";
        }
    }
    console.result(contributionsJson(reports), reports.empty() ? "nothing is queued" : text);
    const auto count = [&](const auto& isSuch) {
        return std::count_if(reports.begin(), reports.end(), isSuch);
    };
    const auto waiting =
        count([](const ContributionReport& report) { return !report.entry.isFinished(); });
    const auto refused = count([](const ContributionReport& report) {
        return report.entry.state == UploadState::Refused || report.entry.paused;
    });
    if (refused > 0) {
        throw Error(ErrorCode::Refused,
                    "contributions that were refused or are paused: " + std::to_string(refused));
    }
    if (waiting > 0) {
        throw Error(ErrorCode::Unavailable,
                    "contributions that stay in the queue: " + std::to_string(waiting));
    }
}

} // namespace

void runContribute(const ContributeOptions& options, Console& console) {
    const bool named = !options.package.empty() && options.base > 0;
    if (options.resume ? !options.package.empty() || options.base > 0 || options.wait : !named) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected either --package and --base, or --resume alone");
    }
    if (options.resume) {
        resumeAll(options, console);
    } else {
        contributeOne(options, console);
    }
}

} // namespace laurel
