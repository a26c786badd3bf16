#pragma once

#include <cstddef>
#include <optional>
#include <span>

/// How sure a mean over cases is. Cases count as independent draws of one normal distribution
/// (Student, "The probable error of a mean", Biometrika 6, 1908); Dice values near 1 are skewed, so
/// with few cases an interval is a guide and may reach beyond 1. Deterministic; any thread.
namespace laurel {

struct ConfidenceInterval {
    double low = 0;
    double high = 0;
    bool operator==(const ConfidenceInterval&) const = default;
};

struct MeanEstimate {
    std::size_t count = 0;                   ///< n
    std::optional<double> mean;              ///< undefined for n = 0
    std::optional<double> standardDeviation; ///< of the sample (divided by n − 1); from n = 2
    /// mean ± t · sd / √n with the 97.5 % quantile t of n − 1 degrees of freedom; from n = 2.
    std::optional<ConfidenceInterval> interval95;
};

/// @throws Error InvalidArgument when a value is not finite
MeanEstimate estimateMean(std::span<const double> values);
/// The same of those that are defined.
MeanEstimate estimateMean(std::span<const std::optional<double>> values);

/// Mean of second − first over the cases in which both are defined: the interval of a paired
/// comparison, which leaves out how much cases differ among themselves.
/// @param first, second one value per case, in the same order
/// @throws Error InvalidArgument when their numbers differ or a value is not finite
MeanEstimate pairedDifference(std::span<const std::optional<double>> first,
                              std::span<const std::optional<double>> second);

/// The t with P(T ≤ t) = probability for Student's distribution. Error below 1e-9 of the value.
/// @param probability      above 0 and below 1
/// @param degreesOfFreedom 1 and up
/// @throws Error InvalidArgument
double studentQuantile(double probability, std::size_t degreesOfFreedom);

} // namespace laurel
