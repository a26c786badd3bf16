#include "laurel/metrics/comparison.h"

#include "support/expect_error.h"

namespace laurel {
namespace {

struct Score {
    std::string name;
    std::optional<double> dice;
};

Evaluation evaluationOf(const std::vector<Score>& scores, std::optional<double> mean) {
    Evaluation evaluation;
    for (const Score& score : scores) {
        LabelMetrics& label = evaluation.labels.emplace_back();
        label.name = score.name;
        label.dice = score.dice;
    }
    evaluation.meanDice = mean;
    return evaluation;
}

TEST(Summarise, TakesMeansOverCasesAndPairsThem) {
    const CaseEvaluations first{evaluationOf({{"a", 0.8}, {"b", 0.6}}, 0.7),
                                evaluationOf({{"a", 0.9}, {"b", 0.9}}, 0.9)};
    const CaseEvaluations second{evaluationOf({{"a", 0.9}, {"b", 0.7}}, 0.8),
                                 evaluationOf({{"b", 0.9}, {"a", 0.9}}, 0.9)};
    const std::vector<ModelEstimate> summaries = summarise({first, second});
    ASSERT_EQ(summaries.size(), 2U);
    EXPECT_DOUBLE_EQ(*summaries[0].dice.mean, 0.8);
    EXPECT_FALSE(summaries[0].difference);
    EXPECT_DOUBLE_EQ(*summaries[1].dice.mean, 0.85);
    EXPECT_NEAR(*summaries[1].difference->mean, 0.05, 1e-12);
    // Differences 0.1 and 0: sd = 0.1 / √2, and 12.706 (one degree of freedom) · sd / √2.
    EXPECT_NEAR(summaries[1].difference->interval95->high, 0.05 + 12.706 * 0.05, 1e-4);
    ASSERT_EQ(summaries[1].labels.size(), 2U);
    EXPECT_EQ(summaries[1].labels[1].name, "b");
    EXPECT_DOUBLE_EQ(*summaries[1].labels[1].dice.mean, 0.8);
    EXPECT_NEAR(*summaries[1].labels[1].difference->mean, 0.05, 1e-12);
}

TEST(Summarise, LeavesOutCasesWithoutALabel) {
    const CaseEvaluations model{evaluationOf({{"a", 0.8}}, 0.8),
                                evaluationOf({{"b", 0.4}, {"a", std::nullopt}}, 0.4),
                                evaluationOf({}, std::nullopt)};
    const std::vector<ModelEstimate> summaries = summarise({model});
    EXPECT_EQ(summaries[0].dice.count, 2U);
    EXPECT_NEAR(*summaries[0].dice.mean, 0.6, 1e-12);
    ASSERT_EQ(summaries[0].labels.size(), 2U);
    EXPECT_EQ(summaries[0].labels[0].dice.count, 1U);
    EXPECT_EQ(summaries[0].labels[1].dice.mean, 0.4);
    EXPECT_FALSE(summaries[0].labels[1].dice.interval95);
}

TEST(Summarise, RefusesOtherCases) {
    const CaseEvaluations one(1);
    const CaseEvaluations two(2);
    expectError(ErrorCode::InvalidArgument, "same cases", [&] { summarise({one, two}); });
    EXPECT_TRUE(summarise({}).empty());
}

} // namespace
} // namespace laurel
