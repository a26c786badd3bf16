#include "laurel/metrics/confidence.h"

#include "laurel/base/error.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

namespace laurel {

namespace {

/// P(|T| ≤ t), by the finite series for whole degrees of freedom in θ = atan(t / √ν)
/// (Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
double centralProbability(double t, std::size_t degreesOfFreedom) {
    const double freedom = static_cast<double>(degreesOfFreedom);
    const double theta = std::atan(t / std::sqrt(freedom));
    const double cosine = std::cos(theta);
    const bool isOdd = degreesOfFreedom % 2 == 1;
    double term = isOdd ? cosine : 1;
    double sum = degreesOfFreedom > 1 ? term : 0;
    for (std::size_t k = isOdd ? 3 : 2; k + 2 <= degreesOfFreedom; k += 2) {
        const double power = static_cast<double>(k);
        term *= cosine * cosine * (power - 1) / power;
        sum += term;
    }
    return isOdd ? 2 / std::numbers::pi * (theta + std::sin(theta) * sum) : std::sin(theta) * sum;
}

void requireFinite(double value) {
    if (!std::isfinite(value)) {
        throw Error(ErrorCode::InvalidArgument,
                    "a mean over cases needs finite values, got " + std::to_string(value));
    }
}

} // namespace

double studentQuantile(double probability, std::size_t degreesOfFreedom) {
    if (!(probability > 0 && probability < 1) || degreesOfFreedom < 1) {
        throw Error(ErrorCode::InvalidArgument,
                    "Student's quantile takes a probability between 0 and 1 and at least one "
                    "degree of freedom, got " +
                        std::to_string(probability) + " and " + std::to_string(degreesOfFreedom));
    }
    if (probability < 0.5) {
        return -studentQuantile(1 - probability, degreesOfFreedom);
    }
    const double central = 2 * probability - 1;
    if (central == 0) {
        return 0;
    }
    double low = 0;
    double high = 1;
    while (centralProbability(high, degreesOfFreedom) < central && std::isfinite(high)) {
        low = high;
        high *= 2;
    }
    for (double middle = std::midpoint(low, high); low < middle && middle < high;) {
        (centralProbability(middle, degreesOfFreedom) < central ? low : high) = middle;
        middle = std::midpoint(low, high);
    }
    return high;
}

MeanEstimate estimateMean(std::span<const double> values) {
    MeanEstimate estimate;
    estimate.count = values.size();
    for (const double value : values) {
        requireFinite(value);
    }
    if (values.empty()) {
        return estimate;
    }
    const double count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    estimate.mean = mean;
    if (values.size() < 2) {
        return estimate;
    }
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    estimate.standardDeviation = std::sqrt(squares / (count - 1));
    const double half =
        studentQuantile(0.975, values.size() - 1) * *estimate.standardDeviation / std::sqrt(count);
    estimate.interval95 = ConfidenceInterval{mean - half, mean + half};
    return estimate;
}

MeanEstimate estimateMean(std::span<const std::optional<double>> values) {
    std::vector<double> defined;
    for (const std::optional<double>& value : values) {
        if (value) {
            defined.push_back(*value);
        }
    }
    return estimateMean(std::span<const double>(defined));
}

MeanEstimate pairedDifference(std::span<const std::optional<double>> first,
                              std::span<const std::optional<double>> second) {
    if (first.size() != second.size()) {
        throw Error(ErrorCode::InvalidArgument,
                    "a paired comparison needs the same cases on both sides, got " +
                        std::to_string(first.size()) + " and " + std::to_string(second.size()));
    }
    std::vector<double> differences;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (first[i] && second[i]) {
            differences.push_back(*second[i] - *first[i]);
        }
    }
    return estimateMean(std::span<const double>(differences));
}

} // namespace laurel
