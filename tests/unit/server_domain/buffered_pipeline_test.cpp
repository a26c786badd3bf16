#include "pipeline_rig.h"

#include "laurel/server_domain/merge_lanes.h"

#include <thread>

/// Policies that merge several contributions at once.
namespace laurel {
namespace {

using ::testing::HasSubstr;
using Progress = ContributionPipeline::Progress;
using State = ContributionState;

PipelineSettings median(std::size_t buffer) {
    PipelineSettings settings;
    settings.merge.policy = "median";
    settings.merge.alphas = {1};
    settings.merge.buffer = buffer;
    settings.merge.bufferMs = 1000;
    return settings;
}

/// Version 1 has the first parameter 3, which the formula rates at 0.86; 10 is best.
class BufferedPipeline : public ::testing::Test {
  protected:
    explicit BufferedPipeline(const PipelineSettings& settings = median(3))
        : rig_(folder_.path(), settings) {
        rig_.publish({{3, 4}});
        rig_.addGoldCase('1');
    }

    std::string contribute(float parameter, const std::string& key) {
        rig_.contributorKey = key;
        return rig_.contribute(SmallWeights{{parameter, 4}});
    }

    TemporaryFolder folder_;
    PipelineRig rig_;
};

/// The median of 4, 5 and 6, as one version, with the end of all three.
TEST_F(BufferedPipeline, mergesAsManyAsItWants) {
    const std::string a = contribute(4, "a");
    const std::string b = contribute(6, "b");
    const std::string c = contribute(5, "c");
    EXPECT_EQ(rig_.process(a), Progress::Waiting);
    EXPECT_EQ(rig_.process(b), Progress::Waiting);
    EXPECT_EQ(rig_.find(a).state, State::Merging);
    EXPECT_EQ(rig_.current(), 1);
    EXPECT_EQ(rig_.process(c), Progress::Finished);
    EXPECT_EQ(rig_.current(), 2);
    EXPECT_FLOAT_EQ(rig_.parameter(2), 5);
    for (const std::string& id : {a, b, c}) {
        EXPECT_EQ(rig_.find(id).state, State::Published);
        EXPECT_EQ(rig_.find(id).version, 2);
    }
    EXPECT_EQ(rig_.version(2).contributionId, a);
    const nlohmann::json with = rig_.manifest(2).provenance["merged"]["with"];
    ASSERT_EQ(with.size(), 2U);
    EXPECT_EQ(with[0]["contribution"], b);
    EXPECT_EQ(with[1]["contribution"], c);
}

/// Of one key only one is in a buffer: nobody outvotes the others by sending more.
TEST_F(BufferedPipeline, takesOneOfEachKey) {
    const std::string first = contribute(7, "a");
    const std::string second = contribute(7.5F, "a");
    const std::string third = contribute(7.75F, "a");
    const std::string other = contribute(4, "b");
    for (const std::string& id : {first, second, third, other}) {
        EXPECT_EQ(rig_.process(id), Progress::Waiting);
    }
    EXPECT_EQ(rig_.process(contribute(5, "c")), Progress::Finished);
    EXPECT_FLOAT_EQ(rig_.parameter(2), 5); // of 7, 4 and 5
    EXPECT_EQ(rig_.find(first).state, State::Published);
    EXPECT_EQ(rig_.find(second).state, State::Merging);
}

TEST_F(BufferedPipeline, doesNotWaitForEver) {
    const std::string a = contribute(4, "a");
    const std::string b = contribute(6, "b");
    EXPECT_EQ(rig_.process(a), Progress::Waiting);
    EXPECT_EQ(rig_.process(b), Progress::Waiting);
    rig_.nowMs += 999;
    EXPECT_EQ(rig_.process(a), Progress::Waiting);
    rig_.nowMs += 1;
    EXPECT_EQ(rig_.process(a), Progress::Finished);
    EXPECT_FLOAT_EQ(rig_.parameter(2), 5); // between 4 and 6
    EXPECT_EQ(rig_.find(b).state, State::Published);
}

/// The median of 5, 2.5 and 2.25 is 2.5, which the formula rates at 0.85, 0.01 below version 1.
/// Alone the bad ones are refused, and the good one is not lost.
TEST_F(BufferedPipeline, triesEachAloneWhereTogetherTheyAreNoGood) {
    const std::string good = contribute(5, "a");
    const std::string bad = contribute(2.5F, "b");
    const std::string worse = contribute(2.25F, "c");
    EXPECT_EQ(rig_.process(good), Progress::Waiting);
    EXPECT_EQ(rig_.process(bad), Progress::Waiting);
    EXPECT_EQ(rig_.process(worse), Progress::Finished);
    EXPECT_EQ(rig_.find(good).state, State::Published);
    EXPECT_EQ(rig_.find(bad).state, State::Rejected);
    EXPECT_EQ(rig_.find(bad).reasonCode, "gate2");
    EXPECT_EQ(rig_.find(worse).state, State::Rejected);
    EXPECT_FLOAT_EQ(rig_.parameter(2), 5);
    EXPECT_EQ(rig_.current(), 2);
}

TEST_F(BufferedPipeline, leavesTheOthersAloneWhereOneNoLongerFits) {
    const std::string a = contribute(4, "a");
    const std::string b = contribute(5, "b");
    rig_.process(a);
    rig_.process(b);
    rig_.publish({{3, 4, 5}}); // other tensors
    rig_.nowMs += 1000;
    EXPECT_EQ(rig_.process(a), Progress::Finished);
    EXPECT_EQ(rig_.find(a).reasonCode, "outdated_base");
    EXPECT_EQ(rig_.find(b).reasonCode, "outdated_base");
}

/// What waits for others does not hold up those behind it.
TEST_F(BufferedPipeline, letsOthersPass) {
    const std::string a = contribute(4, "a");
    const std::string again = contribute(4.5F, "a");
    const std::string b = contribute(6, "b");
    const std::string c = contribute(5, "c");
    MergeLanes lanes(rig_.metadata, rig_.pipeline, {.workers = 1, .pollMs = 20},
                     [this] { return rig_.nowMs; });
    const auto isDone = [&] {
        return rig_.find(c).state == State::Published && rig_.find(again).state == State::Merging;
    };
    for (int i = 0; i < 3000 && !isDone(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(rig_.find(a).version, 2);
    EXPECT_EQ(rig_.find(b).version, 2);
    EXPECT_EQ(rig_.find(c).version, 2);
    EXPECT_EQ(rig_.find(again).state, State::Merging);
}

class EarlyStop : public BufferedPipeline {
  protected:
    EarlyStop() : BufferedPipeline(PipelineSettings()) {
        for (const char digit : {'2', '3', '4', '5', '6', '7', '8'}) {
            rig_.addGoldCase(digit);
        }
    }
};

/// The candidate reaches 0.4 on every case. After k of 8 cases (0.4 k + 8 - k) / 8 is the best that
/// can be left, which is below 0.86 - 0.05 from k = 3 on: 0.775.
TEST_F(EarlyStop, leavesCasesOutOnceGate1CannotBePassed) {
    rig_.contributorKey = "a";
    const std::string id = rig_.contribute(SmallWeights{{-1, 4}});
    rig_.evaluator.quality = [](float parameter) { return parameter < 0 ? 0.4 : 0.86; };
    rig_.process(id);
    EXPECT_EQ(rig_.find(id).reasonCode, "gate1");
    EXPECT_THAT(rig_.find(id).reason, HasSubstr("after 3 of 8 gold cases"));
    EXPECT_THAT(rig_.find(id).reason, HasSubstr("0.7750"));
    EXPECT_EQ(
        rig_.metadata.beginRead()->contributions().scores(id, MeasuredWeights::candidate()).size(),
        3U);
}

TEST_F(EarlyStop, measuresAllCasesOfWhatPasses) {
    rig_.contributorKey = "a";
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    rig_.process(id);
    EXPECT_EQ(rig_.find(id).state, State::Published);
    EXPECT_EQ(
        rig_.metadata.beginRead()->contributions().scores(id, MeasuredWeights::merged(1)).size(),
        8U);
}

} // namespace
} // namespace laurel
