#include "laurel/workflow/model_history.h"

#include "laurel/base/error.h"
#include "laurel/net/server_client.h"
#include "laurel/net/server_registry.h"
#include "laurel/net/version_manifest.h"

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

namespace {

std::optional<double> diceOf(const nlohmann::json& value) {
    if (!value.is_number()) {
        return std::nullopt;
    }
    const auto dice = value.get<double>();
    return dice >= 0 && dice <= 1 ? std::optional(dice) : std::nullopt;
}

VersionScores scoresOf(const fs::path& home, ServerClient& client, const std::string& model,
                       const VersionSummary& summary, ModelHistory& history) {
    VersionScores scores;
    try {
        ModelManifest manifest = versionManifest(home, client, model, summary.number);
        scores = laurel::scoresOf(manifest);
        history.card = std::move(manifest);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        scores.problem = error.what();
    }
    scores.number = summary.number;
    scores.created = summary.created;
    return scores;
}

} // namespace

std::optional<double> VersionScores::lowest() const {
    std::optional<double> lowest;
    for (const auto& [name, dice] : labels) {
        lowest = std::min(lowest.value_or(dice), dice);
    }
    return lowest;
}

VersionScores scoresOf(const ModelManifest& manifest) {
    VersionScores scores;
    const nlohmann::json& metrics = manifest.metrics;
    if (const auto mean = metrics.find("mean_dice"); mean != metrics.end()) {
        scores.meanDice = diceOf(*mean);
    }
    const auto labels = metrics.find("dice_per_label");
    if (labels != metrics.end() && labels->is_object()) {
        for (const auto& [name, value] : labels->items()) {
            if (const auto dice = diceOf(value)) {
                scores.labels.emplace(name, *dice);
            }
        }
    }
    return scores;
}

ModelHistory historyOf(const fs::path& home, const std::string& serverId, const std::string& model,
                       ProgressSink& progress, const CancellationToken& cancel) {
    const ServerRegistry registry(home);
    const std::optional<KnownServer> server = registry.withId(serverId);
    if (!server) {
        throw Error(ErrorCode::NotFound, "The server of " + model + " is not known any more.");
    }
    ServerClient client(*server, registry.key(*server), cancel);
    ModelHistory history;
    history.serverId = serverId;
    history.model = model;
    history.current = client.model(model).current;
    std::vector<VersionSummary> summaries = client.versions(model);
    std::ranges::sort(summaries, {}, &VersionSummary::number);
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        cancel.throwIfCancelled();
        progress.report(static_cast<double>(i) / static_cast<double>(summaries.size()),
                        "version " + std::to_string(summaries[i].number));
        if (summaries[i].number == history.current) {
            history.bytes = summaries[i].bytes;
        }
        history.versions.push_back(scoresOf(home, client, model, summaries[i], history));
    }
    return history;
}

} // namespace laurel
