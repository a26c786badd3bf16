#pragma once

#include "disk_probe.h"
#include "housekeeping.h"
#include "server_config.h"
#include "server_data.h"
#include "server_metrics.h"

#include "laurel/engine/engine.h"
#include "laurel/server_api/api.h"
#include "laurel/server_domain/contribution_intake.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_domain/merge_lanes.h"
#include "laurel/server_evaluation/gold_evaluator.h"

#include <filesystem>
#include <vector>

namespace laurel {

/// What a running server consists of, wired: each member is built from those before it.
class ServerParts {
  public:
    /// Opens the data and begins with what an earlier process left.
    /// @param observer told of every durable step. @throws Error as its members
    ServerParts(const std::filesystem::path& root, const ServerConfig& config,
                const StepObserver& observer);

    /// The whole API; the parts outlive it.
    /// @param openConnections how many there are now; called by any thread
    Router api(const ServerConfig& config, std::function<std::size_t()> openConnections);
    ServerMetrics& metrics() noexcept { return metrics_; }
    const ServerIdentity& identity() const noexcept { return data_.identity; }
    /// Stops judging; what is under way goes on at the next start.
    void stop() {
        housekeeping_.stop();
        lanes_.stop();
    }

  private:
    void tellDamaged(const std::string& sha256);
    std::vector<ReadinessCheck> readiness(const IntakeLimits& limits);

    ServerData data_;
    AccessKeys keys_;
    UsageDesk usage_;
    ModelCatalog catalog_;
    Publisher publisher_;
    ServerMetrics metrics_;
    Engine engine_;
    GoldEvaluator evaluator_;
    ContributionPipeline pipeline_;
    MergeLanes lanes_;
    ClockWatch clock_;
    ContributionIntake intake_;
    Housekeeping housekeeping_;
    DiskProbe disk_;
};

} // namespace laurel
