#pragma once

#include "contribution_stream.h"
#include "replay_server.h"

#include <functional>

namespace laurel::replay {

/// One contribution as it went. `published` and `unseen` are of the version that is current after
/// it, measured apart from the server.
struct ReplayedDeed {
    PlannedDeed planned;
    DeedOutcome outcome; ///< state "not sent" where the site learned nothing
    std::int64_t version = 1;
    double published = 0; ///< mean Dice on the gold cases
    double unseen = 0;    ///< on cases that the server does not have
};

/// A stream under a policy.
struct StreamRun {
    ContributionStream stream;
    std::string policy;
    double began = 0;       ///< published gold Dice of the first version
    double beganUnseen = 0; ///< the same on the unseen cases
    std::vector<ReplayedDeed> deeds;
    double seconds = 0;

    double ended() const { return deeds.empty() ? began : deeds.back().published; }
    double endedUnseen() const { return deeds.empty() ? beganUnseen : deeds.back().unseen; }
    /// Of what is published after each contribution: what somebody gets who pulls at any moment.
    double mean() const;
    double lowest() const;      ///< of all that were published, the first included
    double deepestFall() const; ///< below the best until then; 0 where it never fell
    int count(const std::function<bool(const ReplayedDeed&)>& which) const;
};

/// What all runs share: the first version, and who judges.
class ReplayGround {
  public:
    explicit ReplayGround(std::uint64_t seed);
    /// Thread-safe.
    StreamRun run(const ContributionStream& stream, const std::string& policy);
    /// Every stream under `gated` and `dafne`, two at once; in the order of the streams.
    /// @param onRun told of each as it is done, by any thread
    std::vector<StreamRun> runAll(const std::vector<ContributionStream>& streams,
                                  const std::function<void(const StreamRun&)>& onRun);

  private:
    void measure(ReplayServer& server, ReplayedDeed& deed,
                 std::map<std::int64_t, std::pair<double, double>>& known);

    Engine engine_;
    TemporaryFolder folder_;
    std::filesystem::path first_;
    std::unique_ptr<OwnJudge> gold_;
    std::unique_ptr<OwnJudge> unseen_;
};

} // namespace laurel::replay
