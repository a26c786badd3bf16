#pragma once

#include "laurel/net/server_registry.h"
#include "laurel/net/upload_queue.h"
#include "laurel/proto/contributions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// As json_reports.h, for the commands that speak with servers.
namespace laurel {

struct ServerReport {
    KnownServer server;
    bool hasKey = false;
};
std::string serverJson(const ServerReport& report);
std::string serversJson(const std::vector<ServerReport>& servers);
std::string serverRemovedJson(const KnownServer& server);

struct ListedModel {
    std::string id;
    std::string name;
    std::optional<std::int64_t> current; ///< none where the server could not be asked
    std::optional<std::int64_t> cached;  ///< newest on this machine
    std::string server;                  ///< name
};
std::string modelsJson(const std::vector<ListedModel>& models);

struct PullReport {
    std::string model;
    std::int64_t version = 1;
    std::string path;
    std::string server; ///< name
};
std::string pullJson(const PullReport& report);

/// What is known of a contribution on this machine, and what the server says where it was asked.
struct ContributionReport {
    QueueEntry entry;
    std::optional<ContributionStatus> status;
};
/// A word for where it stands: the server's state, or "queued", "uploading", "paused", "refused",
/// "sent".
std::string stateOf(const ContributionReport& report);
/// Why, where there is a reason; else "".
std::string reasonOf(const ContributionReport& report);

std::string contributeJson(const ContributionReport& report);
std::string contributionsJson(const std::vector<ContributionReport>& reports);
std::string contributionStatusJson(const ContributionStatus& status);

} // namespace laurel
