#include "network_reports.h"

#include <nlohmann/json.hpp>

namespace laurel {

namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json orNull(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json textOrNull(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

std::string dump(const Json& document) {
    return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json toJson(const ServerReport& report) {
    const KnownServer& server = report.server;
    return {{"name", server.name},          {"url", server.address.url()},
            {"server_id", server.serverId}, {"fingerprint", fingerprint(server.publicKey)},
            {"insecure", server.insecure},  {"key", report.hasKey}};
}

Json toJson(const ContributionReport& report) {
    return {{"id", textOrNull(report.entry.contribution)},      {"state", stateOf(report)},
            {"reason", textOrNull(reasonOf(report))},           {"model", report.entry.model},
            {"base_version", report.entry.request.baseVersion}, {"queue_id", report.entry.id}};
}

} // namespace

std::string serverJson(const ServerReport& report) {
    return dump(toJson(report));
}

std::string serversJson(const std::vector<ServerReport>& servers) {
    Json list = Json::array();
    for (const ServerReport& server : servers) {
        list.push_back(toJson(server));
    }
    return dump({{"servers", list}});
}

std::string serverRemovedJson(const KnownServer& server) {
    return dump({{"removed", server.name}});
}

std::string modelsJson(const std::vector<ListedModel>& models) {
    Json list = Json::array();
    for (const ListedModel& model : models) {
        list.push_back({{"id", model.id},
                        {"name", model.name},
                        {"current", orNull(model.current)},
                        {"cached", orNull(model.cached)},
                        {"server", model.server}});
    }
    return dump({{"models", list}});
}

std::string pullJson(const PullReport& report) {
    return dump({{"model", report.model},
                 {"version", report.version},
                 {"path", report.path},
                 {"verified", true}, // else there would be an error, and no report
                 {"server", report.server}});
}

std::string stateOf(const ContributionReport& report) {
    if (report.status) {
        return std::string(toString(report.status->state));
    }
    return report.entry.paused ? "paused" : std::string(toString(report.entry.state));
}

std::string reasonOf(const ContributionReport& report) {
    return report.status ? report.status->reason : report.entry.problem;
}

std::string contributeJson(const ContributionReport& report) {
    return dump(toJson(report));
}

std::string contributionsJson(const std::vector<ContributionReport>& reports) {
    Json list = Json::array();
    for (const ContributionReport& report : reports) {
        list.push_back(toJson(report));
    }
    return dump({{"contributions", list}});
}

std::string contributionStatusJson(const ContributionStatus& status) {
    Json document{{"id", status.id},
                  {"state", toString(status.state)},
                  {"reason", textOrNull(status.reason)},
                  {"reason_code", textOrNull(status.reasonCode)},
                  {"version", orNull(status.version)},
                  {"queue_position", orNull(status.queuePosition)},
                  {"model", status.model},
                  {"base_version", status.baseVersion},
                  {"staleness", orNull(status.staleness)},
                  {"received", status.received},
                  {"size", status.size}};
    document["tries"] = Json::array();
    for (const MergeTry& one : status.tries) {
        document["tries"].push_back({{"alpha", one.alpha}, {"mean_dice", orNull(one.meanDice)}});
    }
    document["scores"] = Json::array();
    for (const LabelScore& score : status.scores) {
        document["scores"].push_back({{"label", score.label},
                                      {"before", orNull(score.before)},
                                      {"after", orNull(score.after)}});
    }
    return dump(document);
}

} // namespace laurel
