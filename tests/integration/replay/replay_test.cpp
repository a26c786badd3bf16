#include "contribution_stream.h"
#include "stream_run.h"

#include <algorithm>

#include <gtest/gtest.h>

/// A shorter form of `./dev bench replay`: the same ground, fewer contributions.
namespace laurel::replay {
namespace {

constexpr std::uint64_t seedOfGround = 1;
constexpr std::uint64_t seedOfStream = 5;
constexpr double mostFall = 0.005; // what gate 2 promises

ReplayGround& ground() {
    static ReplayGround one(seedOfGround);
    return one;
}

TEST(Replay, GatedNeverFallsAndEndsHigherWhereDafneFalls) {
    const auto runs = ground().runAll({historyStream(40, seedOfStream)}, [](const StreamRun&) {});
    const StreamRun& gated = runs[0];
    const StreamRun& dafne = runs[1];
    ASSERT_EQ(gated.policy, "gated");
    EXPECT_LE(gated.deepestFall(), mostFall);
    EXPECT_GT(gated.ended(), gated.began + 0.01);
    EXPECT_GT(gated.endedUnseen(), gated.beganUnseen);
    EXPECT_GT(dafne.deepestFall(), 0.03);
    EXPECT_LT(dafne.mean(), gated.mean());
    EXPECT_LT(dafne.endedUnseen(), gated.endedUnseen());
}

TEST(Replay, AttacksNeverLowerWhatGatedPublishes) {
    std::vector<ContributionStream> streams;
    for (const DeedKind kind : {DeedKind::NotFinite, DeedKind::SidesExchanged, DeedKind::Scaled,
                                DeedKind::RandomWeights}) {
        streams.push_back(attackStream(kind, false, 2, seedOfStream));
    }
    for (const StreamRun& run : ground().runAll(streams, [](const StreamRun&) {})) {
        if (run.policy == "gated") {
            EXPECT_EQ(run.count([](const ReplayedDeed& d) { return d.version != 1; }), 0)
                << run.stream.name;
        }
    }
}

TEST(Replay, AFloodIsBoundedAndTheHonestOneIsJudged) {
    const auto runs = ground().runAll({attackStream(DeedKind::Flood, true, 44, seedOfStream)},
                                      [](const StreamRun&) {});
    const StreamRun& gated = runs[0];
    const auto refused = [](const ReplayedDeed& deed) {
        return deed.planned.kind == DeedKind::Flood && deed.outcome.state == "refused";
    };
    EXPECT_GT(gated.count(refused), 0); // no key may have so many open
    for (const ReplayedDeed& deed : gated.deeds) {
        if (deed.planned.kind == DeedKind::Honest) {
            EXPECT_NE(deed.outcome.state, "refused");
            EXPECT_NE(deed.outcome.state, "failed");
        }
    }
    EXPECT_LE(gated.deepestFall(), mostFall);
}

} // namespace
} // namespace laurel::replay
