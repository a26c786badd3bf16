#include "adam_kernel.h"

#include <cmath>

namespace laurel {

void addPull(float* __restrict gradient, const float* __restrict parameter,
             const float* __restrict beginning, float pull, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        gradient[i] += (parameter[i] - beginning[i]) * pull;
    }
}

double sumOfSquares(const float* values, std::int64_t count) {
    constexpr std::int64_t lanes = 8;
    double sums[lanes] = {};
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
            const auto value = static_cast<double>(values[i + lane]);
            sums[lane] += value * value;
        }
    }
    double total = 0;
    for (; i < count; ++i) {
        total += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    }
    for (const double sum : sums) {
        total += sum;
    }
    return total;
}

void adamStep(const AdamValues& values, const AdamNumbers& numbers) {
    float* __restrict parameter = values.parameter;
    const float* __restrict gradient = values.gradient;
    float* __restrict first = values.first;
    float* __restrict second = values.second;
    float* __restrict greatest = values.greatest;
    const float firstRest = 1 - numbers.firstDecay;
    const float secondRest = 1 - numbers.secondDecay;
    for (std::int64_t i = 0; i < values.count; ++i) {
        const float g = gradient[i];
        const float mean = first[i] * numbers.firstDecay + g * firstRest;
        const float square = second[i] * numbers.secondDecay + g * g * secondRest;
        // Like at::maximum: what is not a number stays.
        const float most = greatest[i] > square ? greatest[i] : square;
        first[i] = mean;
        second[i] = square;
        greatest[i] = most;
        parameter[i] -=
            numbers.stepSize * mean / (std::sqrt(most) * numbers.secondUnbias + numbers.epsilon);
    }
}

void scaleBy(float* values, float factor, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        values[i] *= factor;
    }
}

} // namespace laurel
