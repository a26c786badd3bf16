#include "server_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>
#include <utility>

namespace laurel {

namespace {

/// Seconds: from an answer out of memory to a whole model over a slow line.
const prometheus::Histogram::BucketBoundaries requestSeconds{
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600};

/// From a tiny network on one case to a volume network on many.
const prometheus::Histogram::BucketBoundaries evaluationSeconds{0.1, 0.5, 1,   5,   10,   30,
                                                                60,  120, 300, 600, 1800, 3600};

constexpr std::size_t versionsShown = 20; ///< of each model, or the figures would grow for ever

constexpr std::array<ContributionState, 8> states{
    ContributionState::Receiving,  ContributionState::Received, ContributionState::Screened,
    ContributionState::Evaluating, ContributionState::Merging,  ContributionState::Published,
    ContributionState::Rejected,   ContributionState::Failed};

bool isInWork(ContributionState state) {
    return state != ContributionState::Receiving && !isFinal(state);
}

/// Values that are known when they are asked for.
class GaugeFamily {
  public:
    GaugeFamily(const char* name, const char* help) {
        family_.name = name;
        family_.help = help;
        family_.type = prometheus::MetricType::Gauge;
    }

    void add(double value, std::vector<prometheus::ClientMetric::Label> labels = {}) {
        prometheus::ClientMetric metric;
        metric.label = std::move(labels);
        metric.gauge.value = value;
        family_.metric.push_back(std::move(metric));
    }

    prometheus::MetricFamily take() { return std::move(family_); }

  private:
    prometheus::MetricFamily family_;
};

void addModels(std::vector<prometheus::MetricFamily>& families, MetadataReader& reader) {
    GaugeFamily versions("laurel_versions_published", "Versions of a model, rollbacks included.");
    GaugeFamily contributions("laurel_contributions", "Contributions to a model by their state.");
    GaugeFamily queue("laurel_queue_length", "Contributions that were received and not decided.");
    for (const PublishedVersion& version : reader.currentVersions()) {
        const std::string& model = version.modelId;
        std::int64_t waiting = 0;
        for (const ContributionState state : states) {
            const std::int64_t count = reader.contributions().count(model, state);
            waiting += isInWork(state) ? count : 0;
            contributions.add(static_cast<double>(count),
                              {{"model", model}, {"state", std::string(toString(state))}});
        }
        queue.add(static_cast<double>(waiting), {{"model", model}});
        // Numbers begin at 1 and none is left out.
        versions.add(static_cast<double>(reader.greatestNumber(model).value_or(0)),
                     {{"model", model}});
    }
    families.push_back(versions.take());
    families.push_back(contributions.take());
    families.push_back(queue.take());
}

/// On the gold cases of now. A version that was never measured on them has none.
void addDice(std::vector<prometheus::MetricFamily>& families, MetadataReader& reader) {
    GaugeFamily versions("laurel_version_dice", "Mean gold Dice of the latest versions.");
    GaugeFamily current("laurel_current_dice", "Mean gold Dice of the current version.");
    GaugeFamily best("laurel_best_dice", "The greatest mean gold Dice of any version.");
    for (const PublishedVersion& version : reader.currentVersions()) {
        const std::string& model = version.modelId;
        const std::string goldSet = digestOfGoldSet(reader.gold().cases(model));
        EvaluationReader& evaluations = reader.evaluations();
        for (const VersionMean& one : evaluations.latestMeans(model, goldSet, versionsShown)) {
            versions.add(one.meanDice,
                         {{"model", model}, {"version", std::to_string(one.version)}});
        }
        if (const auto measured = evaluations.find(model, version.number, goldSet)) {
            current.add(measured->meanDice, {{"model", model}});
        }
        if (const std::optional<double> mean = evaluations.bestMean(model, goldSet)) {
            best.add(*mean, {{"model", model}});
        }
    }
    families.push_back(versions.take());
    families.push_back(current.take());
    families.push_back(best.take());
}

void addDisk(std::vector<prometheus::MetricFamily>& families, const std::filesystem::path& folder) {
    std::error_code failure;
    const std::filesystem::space_info space = std::filesystem::space(folder, failure);
    if (failure) {
        return; // /readyz and the log tell what is wrong with it
    }
    GaugeFamily available("laurel_disk_free_bytes", "That the server may still write.");
    GaugeFamily used("laurel_disk_used_bytes", "Of the disk that the data are on, by anyone.");
    available.add(static_cast<double>(space.available));
    used.add(static_cast<double>(space.capacity - space.free));
    families.push_back(available.take());
    families.push_back(used.take());
}

} // namespace

struct ServerMetrics::Counted {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests =
        prometheus::BuildCounter()
            .Name("laurel_http_requests_total")
            .Help("Requests by operation (none: no route) and class of status.")
            .Register(registry);
    prometheus::Family<prometheus::Histogram>& seconds =
        prometheus::BuildHistogram()
            .Name("laurel_http_request_seconds")
            .Help("From a request's head to the last byte of its answer.")
            .Register(registry);
    prometheus::Counter& receivedBytes = prometheus::BuildCounter()
                                             .Name("laurel_http_received_bytes_total")
                                             .Help("Bytes of bodies that were read.")
                                             .Register(registry)
                                             .Add({});
    prometheus::Counter& evaluations = prometheus::BuildCounter()
                                           .Name("laurel_evaluations_total")
                                           .Help("Measurements of weights on a gold set.")
                                           .Register(registry)
                                           .Add({});
    prometheus::Gauge& lastEvaluation = prometheus::BuildGauge()
                                            .Name("laurel_last_evaluation_seconds")
                                            .Help("How long the latest of them took; 0: none yet.")
                                            .Register(registry)
                                            .Add({});
    prometheus::Counter& damagedBlobs =
        prometheus::BuildCounter()
            .Name("laurel_damaged_blobs_total")
            .Help("Times that stored bytes were found changed, and not given out.")
            .Register(registry)
            .Add({});
    prometheus::Family<prometheus::Histogram>& evaluationTimes =
        prometheus::BuildHistogram()
            .Name("laurel_evaluation_seconds")
            .Help("How long measurements of weights on a gold set took.")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& judgements =
        prometheus::BuildCounter()
            .Name("laurel_gate_judgements_total")
            .Help("What the gates said: accepted, or why not.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& gateDice =
        prometheus::BuildGauge()
            .Name("laurel_gate_dice")
            .Help("Mean gold Dice that the latest judgement of a gate compared.")
            .Register(registry);
};

ServerMetrics::ServerMetrics(MetadataStore& metadata, std::filesystem::path dataFolder)
    : metadata_(metadata), dataFolder_(std::move(dataFolder)),
      counted_(std::make_unique<Counted>()) {}

ServerMetrics::~ServerMetrics() = default;

void ServerMetrics::record(const RequestRecord& request) {
    const std::string operation = request.operation.empty() ? "none" : request.operation;
    const std::string status = std::to_string(request.status / 100) + "xx";
    counted_->requests.Add({{"operation", operation}, {"status", status}}).Increment();
    counted_->seconds.Add({{"operation", operation}}, requestSeconds)
        .Observe(std::chrono::duration<double>(request.duration).count());
    counted_->receivedBytes.Increment(static_cast<double>(request.receivedBytes));
}

void ServerMetrics::record(const EvaluationTimes& evaluation) {
    counted_->evaluations.Increment();
    counted_->lastEvaluation.Set(evaluation.total);
    counted_->evaluationTimes.Add({{"model", evaluation.model}}, evaluationSeconds)
        .Observe(evaluation.total);
}

void ServerMetrics::record(const GateJudgement& judgement) {
    const std::map<std::string, std::string> gate{{"model", judgement.modelId},
                                                  {"gate", std::to_string(judgement.gate)}};
    std::map<std::string, std::string> labels = gate;
    labels.emplace("outcome", judgement.outcome);
    counted_->judgements.Add(labels).Increment();
    const auto show = [&](const char* weights, const std::optional<double>& dice) {
        if (dice) {
            std::map<std::string, std::string> shown = gate;
            shown.emplace("weights", weights);
            counted_->gateDice.Add(shown).Set(*dice);
        }
    };
    show("current", judgement.current);
    show("judged", judgement.measured);
}

void ServerMetrics::recordDamagedBlob() {
    counted_->damagedBlobs.Increment();
}

std::string ServerMetrics::text(std::size_t openConnections) const {
    std::vector<prometheus::MetricFamily> families = counted_->registry.Collect();
    GaugeFamily connections("laurel_http_open_connections", "Connections that are open now.");
    connections.add(static_cast<double>(openConnections));
    families.push_back(connections.take());
    const std::unique_ptr<MetadataReader> reader = metadata_.beginRead();
    addModels(families, *reader);
    addDice(families, *reader);
    addDisk(families, dataFolder_);
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace laurel
