#pragma once

#include <cstdint>

/// The inner loops of FusedAdam, in a file of their own which is compiled for vectors.
namespace laurel {

struct AdamNumbers {
    float firstDecay, secondDecay;
    float stepSize;     ///< learning rate / (1 − firstDecay^step)
    float secondUnbias; ///< 1 / √(1 − secondDecay^step)
    float epsilon;
};

/// gradient += pull · (parameter − beginning)
void addPull(float* gradient, const float* parameter, const float* beginning, float pull,
             std::int64_t count);

double sumOfSquares(const float* values, std::int64_t count);

/// What a step reads and writes, `count` values each; none of them overlap.
struct AdamValues {
    float* parameter;
    const float* gradient;
    float* first;
    float* second;
    float* greatest;
    std::int64_t count;
};
void adamStep(const AdamValues& values, const AdamNumbers& numbers);

void scaleBy(float* values, float factor, std::int64_t count);

} // namespace laurel
