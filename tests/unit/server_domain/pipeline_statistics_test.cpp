#include "pipeline_rig.h"

namespace laurel {
namespace {

/// Means of the formula: 0.86 at 3, 0.9 at 5, 0.88 at 4; 0.78 at -1, and 0.76 at -2.
TEST(PipelineStatistics, areToldWhatTheGatesSaid) {
    const TemporaryFolder folder;
    std::vector<GateJudgement> told;
    PipelineSettings settings;
    settings.onJudged = [&](const GateJudgement& one) { told.push_back(one); };
    PipelineRig rig(folder.path(), settings);
    rig.publish({{3, 4}});
    rig.addGoldCase('1');
    rig.process(rig.contribute(SmallWeights{{5, 4}}));
    rig.process(rig.contribute(SmallWeights{{-2, 4}}));
    ASSERT_EQ(told.size(), 3U);
    const auto expectJudged = [&](std::size_t i, int gate, double current, double measured,
                                  const std::string& outcome) {
        EXPECT_EQ(told[i].modelId, "tiny");
        EXPECT_EQ(told[i].gate, gate) << i;
        EXPECT_DOUBLE_EQ(told[i].current.value(), current) << i;
        EXPECT_DOUBLE_EQ(told[i].measured.value(), measured) << i;
        EXPECT_EQ(told[i].outcome, outcome) << i;
    };
    expectJudged(0, 1, 0.86, 0.9, "accepted");
    expectJudged(1, 2, 0.86, 0.88, "accepted");
    expectJudged(2, 1, 0.88, 0.76, "gate1");
}

/// The contributor's mean of 3 and the current one of 1 give 2.
TEST(RunningStatistics, areAveragedOrMeasuredAnew) {
    for (const StatisticsRule rule : {StatisticsRule::Averaged, StatisticsRule::Recalibrated}) {
        SCOPED_TRACE(toString(rule));
        const TemporaryFolder folder;
        PipelineSettings settings;
        settings.merge.statistics = rule;
        PipelineRig rig(folder.path(), settings);
        rig.publish({{3, 4}});
        rig.addGoldCase('1');
        rig.process(rig.contribute(SmallWeights{{5, 4}, 3, 4, 9}));
        ASSERT_EQ(rig.current(), 2);
        const float mean = rule == StatisticsRule::Averaged ? 2 : FormulaEvaluator::calibratedMean;
        EXPECT_EQ(rig.weights(2), (SmallWeights{{4, 4}, mean, 3, 7}.state()));
    }
}

TEST(RunningStatistics, thatCannotBeMeasuredMakeTheMergeUnusable) {
    const TemporaryFolder folder;
    PipelineSettings settings;
    settings.merge.statistics = StatisticsRule::Recalibrated;
    PipelineRig rig(folder.path(), settings);
    rig.evaluator.beforeCalibration = [] { throw Error(ErrorCode::InvalidInput, "not finite"); };
    rig.publish({{3, 4}});
    rig.addGoldCase('1');
    const std::string id = rig.contribute(SmallWeights{{5, 4}});
    rig.process(id);
    EXPECT_EQ(rig.current(), 1);
    EXPECT_EQ(rig.find(id).state, ContributionState::Rejected);
    EXPECT_EQ(rig.find(id).reasonCode, "gate2");
    EXPECT_THAT(rig.find(id).reason, ::testing::HasSubstr("cannot be run with the merged weights: "
                                                          "not finite"));
}

} // namespace
} // namespace laurel
