#pragma once

#include "laurel/server_api/http_server.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_evaluation/gold_evaluator.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace laurel {

/// The figures of /metrics: what happened since the start is counted here, what is kept (models,
/// contributions) is read from the store when asked. Labels are operations of the API, classes of
/// status, ids of models and states; nothing of a patient, a key or a client. Thread-safe.
class ServerMetrics {
  public:
    /// @param metadata outlives this object
    /// @param dataFolder on the disk whose room is told
    ServerMetrics(MetadataStore& metadata, std::filesystem::path dataFolder);
    ~ServerMetrics();

    void record(const RequestRecord& request);
    void record(const EvaluationTimes& evaluation);
    void record(const GateJudgement& judgement);
    void recordDamagedBlob();

    /// All of them in Prometheus' text format 0.0.4. @throws Error as the store
    std::string text(std::size_t openConnections) const;

  private:
    struct Counted;

    MetadataStore& metadata_;
    std::filesystem::path dataFolder_;
    std::unique_ptr<Counted> counted_;
};

} // namespace laurel
