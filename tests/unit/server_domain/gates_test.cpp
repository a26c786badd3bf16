#include "laurel/server_domain/gates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

std::vector<ModelLabel> labels(const std::vector<std::string>& names) {
    std::vector<ModelLabel> result;
    for (const std::string& name : names) {
        result.push_back({static_cast<std::uint16_t>(result.size() + 1), name, "", {}, ""});
    }
    return result;
}

/// Cases: (0.8 + 0.6 + 1) / 3 = 0.8 and 0.4; so 0.6. Soleus: (0.8 + 0.6 + 0.4) / 3.
TEST(Summary, averagesWithinCasesAndThenOverThem) {
    const GoldScores scores{{"1", "", {{"Soleus_L", 0.8}, {"Soleus_R", 0.6}, {"Peroneus_L", 1.0}}},
                            {"2", "", {{"Soleus_L", 0.4}}},
                            {"3", "", {}}};
    const ScoreSummary summary = summarise(scores, labels({"Soleus", "Peroneus", "Absent"}));
    EXPECT_DOUBLE_EQ(summary.meanDice.value(), 0.6);
    ASSERT_EQ(summary.labels.size(), 2U);
    EXPECT_DOUBLE_EQ(summary.labels.at("Soleus"), 0.6);
    EXPECT_DOUBLE_EQ(summary.labels.at("Peroneus"), 1.0);
}

TEST(Summary, prefersALabelOfTheWholeName) {
    const GoldScores scores{{"1", "", {{"Arm_L", 0.5}, {"Arm_R", 0.7}, {"Leg", 0.9}, {"_L", 0.1}}}};
    const ScoreSummary summary = summarise(scores, labels({"Arm", "Arm_L", "Leg"}));
    EXPECT_EQ(summary.labels,
              (std::map<std::string, double>{{"Arm", 0.7}, {"Arm_L", 0.5}, {"Leg", 0.9}}));
}

TEST(Summary, hasNoMeanOfNothing) {
    EXPECT_EQ(summarise({}, labels({"Soleus"})), ScoreSummary{});
    EXPECT_EQ(summarise({{"1", "", {}}}, labels({"Soleus"})), ScoreSummary{});
}

ScoreSummary mean(double value) {
    return {value, {}};
}

TEST(Gate1, needsTheAbsoluteThreshold) {
    EXPECT_FALSE(gate1(mean(0.5), mean(0.5), {}));
    const auto refused = gate1(mean(0.4999), mean(0.5), {});
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, "gate1");
    EXPECT_THAT(refused->sentence, HasSubstr("0.4999"));
    EXPECT_THAT(refused->sentence, HasSubstr("0.5000"));
}

TEST(Gate1, letsAUsefulSiteDiffer) {
    EXPECT_FALSE(gate1(mean(0.75), mean(0.8), {}));
    EXPECT_FALSE(gate1(mean(0.55), mean(0.6), {})); // 0.6 - 0.05 rounds up in binary
    const auto refused = gate1(mean(0.7499), mean(0.8), {});
    ASSERT_TRUE(refused);
    EXPECT_THAT(refused->sentence, HasSubstr("0.7499, 0.0501 below the current version's, 0.8000"));
    EXPECT_FALSE(gate1(mean(0.7499), mean(0.8), {.candidateDrop = 0.06}));
}

TEST(Gate2, keepsTheMean) {
    EXPECT_FALSE(gate2(mean(0.798), mean(0.8), {}, {}));
    EXPECT_EQ(gate2(mean(0.7979), mean(0.8), {}, {})->code, "gate2_mean");
    EXPECT_FALSE(gate2(mean(0.2), mean(0.2), {}, {})); // no absolute threshold unless asked for
}

/// Many small steps down, each within the bound, end at the best version's bound.
TEST(Gate2, neverDriftsAwayFromTheBest) {
    EXPECT_FALSE(gate2(mean(0.795), mean(0.796), mean(0.8), {}));
    EXPECT_EQ(gate2(mean(0.7949), mean(0.796), mean(0.8), {})->code, "gate2_best_mean");
}

TEST(Gate2, letsNoLabelFall) {
    const ScoreSummary current{0.8, {{"Soleus", 0.9}, {"Peroneus", 0.7}}};
    EXPECT_FALSE(gate2({0.8, {{"Soleus", 0.88}, {"Peroneus", 0.72}}}, current, {}, {}));
    const auto refused = gate2({0.8, {{"Soleus", 0.875}, {"Peroneus", 0.6}}}, current, {}, {});
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, "gate2_label");
    EXPECT_THAT(refused->sentence, HasSubstr("\"Peroneus\" after merging is 0.6000, 0.1000 below"));
}

TEST(Gate2, letsNoLabelDriftAwayFromItsBest) {
    const ScoreSummary current{0.8, {{"Soleus", 0.86}}};
    const ScoreSummary best{0.8, {{"Soleus", 0.9}}};
    EXPECT_FALSE(gate2({0.8, {{"Soleus", 0.85}}}, current, best, {}));
    const auto refused = gate2({0.8, {{"Soleus", 0.8499}}}, current, best, {});
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, "gate2_best_label");
    EXPECT_THAT(refused->sentence, HasSubstr("its best in any version, 0.9000"));
}

/// A structure that appears in no reference has a score only where it is predicted, wrongly.
TEST(Gate2, comparesLabelsThatBothHave) {
    EXPECT_FALSE(gate2({0.8, {{"New", 0.0}}}, {0.8, {{"Old", 0.9}}}, {0.8, {{"Old", 0.9}}}, {}));
}

} // namespace
} // namespace laurel
