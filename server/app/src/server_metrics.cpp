#include "server_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <utility>

namespace laurel {

namespace {

/// Seconds: from an answer out of memory to a whole model over a slow line.
const prometheus::Histogram::BucketBoundaries requestSeconds{
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600};

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
};

ServerMetrics::ServerMetrics(MetadataStore& metadata)
    : metadata_(metadata), counted_(std::make_unique<Counted>()) {}

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
}

std::string ServerMetrics::text(std::size_t openConnections) const {
    std::vector<prometheus::MetricFamily> families = counted_->registry.Collect();
    GaugeFamily connections("laurel_http_open_connections", "Connections that are open now.");
    connections.add(static_cast<double>(openConnections));
    families.push_back(connections.take());
    addModels(families, *metadata_.beginRead());
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace laurel
