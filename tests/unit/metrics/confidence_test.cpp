#include "laurel/metrics/confidence.h"

#include "support/expect_error.h"

#include <cmath>
#include <limits>
#include <vector>

namespace laurel {
namespace {

using Values = std::vector<double>;
using MayBeValues = std::vector<std::optional<double>>;

/// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, critical values of Student's t.
TEST(StudentQuantile, EqualsThePublishedTable) {
    struct Row {
        std::size_t freedom;
        double at90, at95, at975, at99, at995, at999;
    };
    for (const Row& row : {Row{1, 3.078, 6.314, 12.706, 31.821, 63.657, 318.313},
                           Row{2, 1.886, 2.920, 4.303, 6.965, 9.925, 22.327},
                           Row{3, 1.638, 2.353, 3.182, 4.541, 5.841, 10.215},
                           Row{4, 1.533, 2.132, 2.776, 3.747, 4.604, 7.173},
                           Row{5, 1.476, 2.015, 2.571, 3.365, 4.032, 5.893},
                           Row{9, 1.383, 1.833, 2.262, 2.821, 3.250, 4.296},
                           Row{10, 1.372, 1.812, 2.228, 2.764, 3.169, 4.143},
                           Row{29, 1.311, 1.699, 2.045, 2.462, 2.756, 3.396},
                           Row{30, 1.310, 1.697, 2.042, 2.457, 2.750, 3.385},
                           Row{100, 1.290, 1.660, 1.984, 2.364, 2.626, 3.174}}) {
        // The table is good to about five digits: exact for 0.999 and one degree is 318.309.
        EXPECT_NEAR(studentQuantile(0.90, row.freedom), row.at90, 5.1e-4) << row.freedom;
        EXPECT_NEAR(studentQuantile(0.95, row.freedom), row.at95, 5.1e-4) << row.freedom;
        EXPECT_NEAR(studentQuantile(0.975, row.freedom), row.at975, 5.1e-4) << row.freedom;
        EXPECT_NEAR(studentQuantile(0.99, row.freedom), row.at99, 5.1e-4) << row.freedom;
        EXPECT_NEAR(studentQuantile(0.995, row.freedom), row.at995, 5.1e-4) << row.freedom;
        EXPECT_NEAR(studentQuantile(0.999, row.freedom), row.at999, 5.1e-3) << row.freedom;
    }
}

TEST(StudentQuantile, HasClosedFormsForOneAndTwoDegrees) {
    // Cauchy's distribution: tan(π(p − ½)); two degrees: (2p − 1) √(2 / (4p(1 − p))).
    EXPECT_NEAR(studentQuantile(0.75, 1), 1, 1e-12);
    EXPECT_NEAR(studentQuantile(0.75, 2), 0.5 * std::sqrt(2 / 0.75), 1e-12);
    EXPECT_NEAR(studentQuantile(0.999, 2), 0.998 * std::sqrt(2 / (4 * 0.999 * 0.001)), 1e-9);
}

TEST(StudentQuantile, IsSymmetricAndApproachesTheNormalDistribution) {
    EXPECT_EQ(studentQuantile(0.5, 7), 0);
    EXPECT_DOUBLE_EQ(studentQuantile(0.025, 7), -studentQuantile(0.975, 7));
    EXPECT_NEAR(studentQuantile(0.975, 100000), 1.959964, 3e-5);
}

TEST(StudentQuantile, RefusesWhatHasNone) {
    for (const double probability : {0.0, 1.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
        expectError(ErrorCode::InvalidArgument, "between 0 and 1",
                    [&] { studentQuantile(probability, 3); });
    }
    expectError(ErrorCode::InvalidArgument, "degree of freedom", [] { studentQuantile(0.9, 0); });
}

TEST(EstimateMean, FollowsAHandComputedExample) {
    // Mean 0.8; squares 0.01 + 0 + 0.01, so sd = √(0.02 / 2) = 0.1; 4.303 · 0.1 / √3 = 0.24843.
    const MeanEstimate estimate = estimateMean(Values{0.7, 0.8, 0.9});
    EXPECT_EQ(estimate.count, 3U);
    EXPECT_NEAR(*estimate.mean, 0.8, 1e-12);
    EXPECT_NEAR(*estimate.standardDeviation, 0.1, 1e-12);
    ASSERT_TRUE(estimate.interval95);
    EXPECT_NEAR(estimate.interval95->low, 0.8 - 0.24843, 5e-5);
    EXPECT_NEAR(estimate.interval95->high, 0.8 + 0.24843, 5e-5);
}

/// Student's own data of 1908: hours of sleep gained by ten patients with two drugs.
TEST(PairedDifference, EqualsStudentsSleepData) {
    const MayBeValues first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    const MayBeValues second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    const MeanEstimate difference = pairedDifference(first, second);
    EXPECT_EQ(difference.count, 10U);
    EXPECT_NEAR(*difference.mean, 1.58, 1e-12);
    EXPECT_NEAR(*difference.standardDeviation, 1.229995, 1e-6);
    // As R prints for t.test(extra ~ group, data = sleep, paired = TRUE), signs turned.
    EXPECT_NEAR(difference.interval95->low, 0.7001142, 1e-6);
    EXPECT_NEAR(difference.interval95->high, 2.4598858, 1e-6);
}

TEST(EstimateMean, OfOneOrNoCaseHasNoInterval) {
    const MeanEstimate one = estimateMean(Values{0.9});
    EXPECT_EQ(one.mean, 0.9);
    EXPECT_FALSE(one.standardDeviation);
    EXPECT_FALSE(one.interval95);
    const MeanEstimate none = estimateMean(MayBeValues{std::nullopt, std::nullopt});
    EXPECT_EQ(none.count, 0U);
    EXPECT_FALSE(none.mean);
    EXPECT_FALSE(none.interval95);
}

TEST(EstimateMean, OfEqualCasesHasNoWidth) {
    const MeanEstimate estimate = estimateMean(Values{0.5, 0.5, 0.5, 0.5});
    EXPECT_EQ(estimate.standardDeviation, 0);
    EXPECT_EQ(estimate.interval95, (ConfidenceInterval{0.5, 0.5}));
}

TEST(PairedDifference, CountsCasesThatHaveBoth) {
    const MayBeValues first{0.5, std::nullopt, 0.6, 0.2};
    const MayBeValues second{0.7, 0.9, 0.9, std::nullopt};
    const MeanEstimate difference = pairedDifference(first, second);
    EXPECT_EQ(difference.count, 2U);
    EXPECT_NEAR(*difference.mean, 0.25, 1e-12);
    expectError(ErrorCode::InvalidArgument, "4 and 1",
                [&] { pairedDifference(first, MayBeValues{0.1}); });
}

TEST(EstimateMean, RefusesWhatIsNotFinite) {
    expectError(ErrorCode::InvalidArgument, "finite", [] {
        estimateMean(Values{0.1, std::numeric_limits<double>::infinity()});
    });
}

} // namespace
} // namespace laurel
