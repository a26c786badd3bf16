#pragma once

#include "small_world.h"

#include "laurel/base/files.h"
#include "laurel/server_domain/contribution_intake.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_domain/merge_lanes.h"
#include "laurel/server_evaluation/gold_cases.h"
#include "laurel/server_evaluation/gold_evaluator.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <atomic>
#include <map>

namespace laurel::replay {

/// Mean Dice and Dice by label of weights on cases of one's own, measured apart from any server.
class OwnJudge {
  public:
    /// @param engine outlives the judge @param seed of its people
    OwnJudge(Engine& engine, const std::filesystem::path& package, std::uint64_t seed);
    ScoreSummary measure(const StateDict& weights);
    /// Adds the same cases to another server.
    void addTo(GoldCases& gold) const;

  private:
    TemporaryFolder folder_;
    std::vector<LegSubject> subjects_;
    SqliteMetadataStore metadata_{folder_.path() / "db.sqlite", 2};
    FolderBlobStore blobs_{folder_.path() / "blobs"};
    ServerIdentity identity_{Ed25519KeyPair::generate()};
    std::unique_ptr<GoldEvaluator> evaluator_;
};

/// How a contribution ended.
struct DeedOutcome {
    std::string state;  ///< "published", "rejected", "failed", "refused" (before its first byte)
    std::string reason; ///< stable word; empty where published
    std::optional<std::int64_t> version;
    std::optional<std::int64_t> staleness;
    std::optional<double> alpha;
    std::optional<double> candidateDice; ///< on the gold cases, where gate 1 measured it
    std::optional<double> currentDice;   ///< of the version that it was compared with
    std::int64_t waitedFor = 0;          ///< contributions ahead of it when it was received
};

/// The server's own parts on stores in a folder: desk, lanes, pipeline, publisher, evaluator; only
/// HTTP is left out, and the clock is ours. One model, published; for one thread.
class ReplayServer {
  public:
    /// @param engine, gold outlive the server @param package first version
    ReplayServer(Engine& engine, const std::filesystem::path& package, const OwnJudge& gold,
                 const std::string& policy);

    std::int64_t current();
    /// A version as a client has it: a package in a folder of the server's.
    ModelPackage package(std::int64_t number);
    void passTime(std::int64_t ms) { nowMs_ += ms; }

    /// Announces and uploads, without judging yet. @return the contribution's id, or how it was
    /// refused
    struct Submitted {
        std::string id; ///< empty where refused
        DeedOutcome refused;
        std::int64_t waitedFor = 0;
    };
    Submitted submit(int site, std::int64_t base, const StateDict& candidate);
    /// Lets the merge lanes work until nothing is left to do.
    void settle();
    DeedOutcome outcome(const Submitted& submitted);

  private:
    const Principal& principalOf(int site);
    std::size_t inWork();

    Engine& engine_;
    TemporaryFolder folder_;
    std::atomic<std::int64_t> nowMs_{1'769'903'999'999};
    SqliteMetadataStore metadata_{folder_.path() / "db.sqlite", 4};
    FolderBlobStore blobs_{folder_.path() / "blobs"};
    ServerIdentity identity_{Ed25519KeyPair::generate()};
    Publisher publisher_;
    GoldEvaluator evaluator_;
    ContributionPipeline pipeline_;
    ContributionIntake intake_;
    AccessKeys keys_;
    std::map<int, Principal> sites_;
};

} // namespace laurel::replay
