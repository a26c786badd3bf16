#pragma once

#include "laurel/base/files.h"
#include "laurel/engine/engine.h"
#include "laurel/server_domain/contribution_intake.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_evaluation/gold_cases.h"
#include "laurel/server_evaluation/gold_evaluator.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace laurel::replay {

/// The server's own parts, without HTTP, over real stores and a real evaluator.
class ReplayServer {
  public:
    /// @param package of version 1 @param policy as MergeSettings::policy
    ReplayServer(Engine& engine, const std::filesystem::path& package, const std::string& policy);

    /// Announces and sends weights as this site. @return the contribution's id; empty where the
    /// server did not take it
    std::string send(const StateDict& weights, std::int64_t base, const std::string& site);
    /// Works on what was sent until nothing is left. @return the ids in the order of their turns
    std::vector<std::string> work();

    std::int64_t current();
    StateDict weights(std::int64_t version);
    double dice(std::int64_t version); ///< mean on the gold cases
    Contribution find(const std::string& id);

  private:
    void addGoldCases(Engine& engine);
    const Principal& site(const std::string& name);

    TemporaryFolder folder_;
    SqliteMetadataStore metadata_{folder_.path() / "laurel.sqlite"};
    FolderBlobStore blobs_{folder_.path() / "blobs"};
    const ServerIdentity identity_{Ed25519KeyPair::generate()};
    Publisher publisher_{metadata_, blobs_, identity_};
    GoldEvaluator evaluator_;
    ContributionPipeline pipeline_;
    ContributionIntake intake_;
    ModelManifest manifest_;
    std::map<std::string, Principal> sites_;
};

} // namespace laurel::replay
