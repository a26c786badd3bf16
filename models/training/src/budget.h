#pragma once

#include "laurel/engine/engine.h"

#include <chrono>
#include <cstdint>

namespace laurel {

/// How much of a training's steps and wall clock is used up, and the learning rate that follows.
class TrainingBudget {
  public:
    /// @throws Error InvalidArgument unless steps or seconds are limited
    explicit TrainingBudget(const TrainOptions& options);

    double elapsedSeconds() const;
    /// 0 at the start, 1 when used up.
    double fraction(std::int64_t stepsDone) const;
    bool isUsedUp(std::int64_t stepsDone) const { return fraction(stepsDone) >= 1; }
    /// For the step after stepsDone.
    double learningRate(std::int64_t stepsDone) const;

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::int64_t steps_;
    double seconds_;
    double peak_;
};

/// Peak times warm-up over the first 3 % and cosine to 1 % at `fraction` 1.
double scheduledLearningRate(double peak, double fraction);

} // namespace laurel
