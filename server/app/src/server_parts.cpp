#include "server_parts.h"

#include "log.h"

#include <nlohmann/json.hpp>

namespace laurel {

namespace {

constexpr std::size_t databaseSessions = 16;

GoldEvaluatorSettings observed(GoldEvaluatorSettings settings, ServerMetrics& metrics) {
    settings.onEvaluated = [&metrics](const EvaluationTimes& times) {
        metrics.record(times);
        if (!times.engineNote.empty()) {
            logInfo("eager engine", {{"model", times.model}, {"reason", times.engineNote}});
        }
    };
    return settings;
}

PipelineSettings observed(PipelineSettings settings, ServerMetrics& metrics) {
    settings.onJudged = [&metrics](const GateJudgement& judgement) { metrics.record(judgement); };
    return settings;
}

} // namespace

ServerParts::ServerParts(const std::filesystem::path& root, const ServerConfig& config,
                         const StepObserver& observer)
    : data_(root, databaseSessions, [this](const std::string& sha256) { tellDamaged(sha256); }),
      keys_(data_.accessKeys()), usage_(data_.metadata, systemTimeMs, config.reportsPerDay),
      catalog_(data_.metadata, data_.blobs, &data_.metadata),
      publisher_(data_.metadata, data_.blobs, data_.identity, systemTimeMs, observer),
      metrics_(data_.metadata, data_.folder.root),
      evaluator_(data_.metadata, data_.blobs, engine_, observed(config.evaluation, metrics_)),
      pipeline_(data_.metadata, data_.blobs, publisher_, evaluator_,
                observed(config.pipeline, metrics_), systemTimeMs, observer),
      lanes_(data_.metadata, pipeline_, config.lanes, systemTimeMs,
             [](const std::string& fault) {
                 logError("lane", {{"detail", fault}});
             }),
      clock_(systemTimeMs, steadyTimeMs),
      intake_(data_.metadata, data_.blobs, config.intake,
              {systemTimeMs, [this](const std::string&) { lanes_.wake(); }, observer,
               [this] { return clock_.isSettled(); }}),
      housekeeping_(data_.metadata, data_.blobs, intake_, usage_, clock_,
                    {.retention = config.retention, .reportDays = config.reportDays}),
      disk_(data_.blobs.stagingFolder()) {}

/// Blobs are looked at only once all parts are there.
void ServerParts::tellDamaged(const std::string& sha256) {
    logError("damaged blob", {{"sha256", sha256}});
    metrics_.recordDamagedBlob();
}

std::vector<ReadinessCheck> ServerParts::readiness(const IntakeLimits& limits) {
    std::vector<ReadinessCheck> checks{{"disk", disk_.problem(limits.leastFreeBytes)},
                                       {"evaluator", ""}};
    std::error_code failure;
    const std::filesystem::path runtime = Engine::defaultFolders().runtimeLibrary;
    if (!std::filesystem::exists(runtime, failure)) {
        checks[1].problem = runtime.string() + " is missing";
    }
    return checks;
}

Router ServerParts::api(const ServerConfig& config, std::function<std::size_t()> openConnections) {
    ServerInfo info;
    info.name = config.name;
    info.serverId = data_.identity.id();
    info.version = LAUREL_VERSION;
    info.publicKey = toHexText(data_.identity.key().publicKey());
    info.limits = {config.intake.fileBytes, config.intake.chunkBytes};
    return makeApi({catalog_, keys_, intake_, usage_, publisher_, info.limits, config.anonymousRead,
                    recentLogLines,
                    [this, open = std::move(openConnections)] { return metrics_.text(open()); },
                    config.rates, [this, limits = config.intake] { return readiness(limits); }},
                   info);
}

} // namespace laurel
