#include "network_commands.h"

#include "network_reports.h"
#include "text_table.h"
#include "verdict.h"

#include "laurel/base/text.h"
#include "laurel/net/laurel_home.h"
#include "laurel/net/upload_queue.h"

namespace laurel {

namespace {

/// What this machine knows of it, under the server's id or its own.
std::optional<QueueEntry> entryOf(const std::string& id) {
    for (const QueueEntry& entry : UploadQueue(laurelHome()).entries()) {
        if (entry.contribution == id || entry.id == id) {
            return entry;
        }
    }
    return std::nullopt;
}

void listAll(Console& console) {
    std::vector<ContributionReport> reports;
    TextTable table({"contribution", "model", "base", "state", "reason"});
    for (const QueueEntry& entry : UploadQueue(laurelHome()).entries()) {
        const ContributionReport& report =
            reports.emplace_back(ContributionReport{entry, std::nullopt});
        table.add({entry.contribution.empty() ? entry.id : entry.contribution, entry.model,
                   std::to_string(entry.request.baseVersion), stateOf(report), entry.problem});
    }
    console.result(contributionsJson(reports), table.text());
}

} // namespace

void runStatus(const StatusOptions& options, Console& console) {
    if (options.id.empty()) {
        listAll(console);
        return;
    }
    if (!isContributionId(options.id)) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected the id of a contribution, 32 hexadecimal digits, got " +
                        quotedForMessage(options.id));
    }
    const std::optional<QueueEntry> entry = entryOf(options.id);
    if (entry && entry->contribution.empty()) { // the server does not know of it yet
        const ContributionReport report{*entry, std::nullopt};
        console.result(contributeJson(report), stateOf(report) + " " + entry->problem);
        return;
    }
    const ServerRegistry registry(laurelHome());
    const bool remembered = options.server.empty() && entry;
    const KnownServer server = registry.choose(remembered ? entry->serverId : options.server);
    ServerClient client(registry, server, console.cancel());
    const ContributionStatus status = client.status(entry ? entry->contribution : options.id);
    console.result(contributionStatusJson(status), verdictText(status));
}

} // namespace laurel
