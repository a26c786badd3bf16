#include "network_commands.h"

#include "model_lookup.h"
#include "network_reports.h"
#include "text_table.h"

#include "laurel/net/laurel_home.h"
#include "laurel/net/model_cache.h"

#include <algorithm>

namespace laurel {

namespace {

/// What the server offers; none where it cannot be asked now.
std::vector<ListedModel> offeredBy(const ServerRegistry& registry, const KnownServer& server,
                                   Console& console) {
    std::vector<ListedModel> listed;
    try {
        ServerClient client(registry, server, console.cancel());
        for (const ModelSummary& model : client.models()) {
            listed.push_back({model.id, model.name, model.current, std::nullopt, server.name});
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Unavailable) {
            throw;
        }
        console.warn(std::string(error.what()) + "; showing what is on this machine");
    }
    return listed;
}

std::string nameOf(const CachedVersion& version) {
    try {
        return ModelPackage::open(version.folder).manifest().name;
    } catch (const Error&) { // altered: using it will say so
        return version.model;
    }
}

/// Adds the newest cached version of each model; versions ascend.
void addCached(const std::vector<CachedVersion>& versions, const KnownServer& server,
               std::vector<ListedModel>& listed) {
    for (const CachedVersion& version : versions) {
        if (version.serverId != server.serverId) {
            continue;
        }
        auto entry = std::find_if(listed.begin(), listed.end(), [&](const ListedModel& model) {
            return model.id == version.model;
        });
        if (entry == listed.end()) {
            entry = listed.insert(
                entry, {version.model, nameOf(version), std::nullopt, std::nullopt, server.name});
        }
        entry->cached = version.number;
    }
}

std::string textOf(const std::vector<ListedModel>& models) {
    const auto number = [](const std::optional<std::int64_t>& value) {
        return value ? std::to_string(*value) : std::string("–");
    };
    TextTable table({"model", "name", "current", "cached", "server"});
    for (const ListedModel& model : models) {
        table.add(
            {model.id, model.name, number(model.current), number(model.cached), model.server});
    }
    return table.text();
}

} // namespace

void runModels(const ModelsOptions& options, Console& console) {
    const ServerRegistry registry(laurelHome());
    const ModelCache cache(laurelHome());
    const std::vector<KnownServer> servers =
        options.server.empty() ? registry.list()
                               : std::vector<KnownServer>{registry.choose(options.server)};
    if (servers.empty()) {
        console.warn("no server is known yet; add one with: laurelctl server add URL");
    }
    std::vector<ListedModel> all;
    for (const KnownServer& server : servers) {
        std::vector<ListedModel> listed = offeredBy(registry, server, console);
        addCached(cache.versions(), server, listed);
        all.insert(all.end(), listed.begin(), listed.end());
    }
    console.result(modelsJson(all), textOf(all));
}

void runPull(const PullOptions& options, Console& console) {
    const ModelReference wanted = parseModelReference(options.model);
    const ServerRegistry registry(laurelHome());
    const KnownServer server = registry.choose(options.server);
    ServerClient client(registry, server, console.cancel());
    const PulledVersion pulled =
        ModelCache(laurelHome()).pull(client, wanted.id, wanted.number, console);
    const CachedVersion& version = pulled.version;
    if (pulled.lowerCurrent) {
        const std::string lower = wanted.id + "@" + std::to_string(*pulled.lowerCurrent);
        console.warn("the server's current version is " + lower +
                     ", lower than what is here; to take it, pull " + lower);
    }
    const PullReport report{version.model, version.number, version.folder.string(), server.name};
    console.result(pullJson(report), version.model + "@" + std::to_string(version.number) +
                                         ", verified, in " + report.path);
}

} // namespace laurel
