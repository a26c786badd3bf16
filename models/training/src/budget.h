#pragma once

#include "laurel/engine/engine.h"

#include <chrono>
#include <cstdint>

namespace laurel {

/// How much of a training's steps and wall clock is used up, and the learning rate that follows.
class TrainingBudget {
  public:
    /// @param secondsBefore of this training, before it was interrupted
    /// @throws Error InvalidArgument unless steps or seconds are limited
    explicit TrainingBudget(const TrainOptions& options, double secondsBefore = 0);

    /// Those before included.
    double elapsedSeconds() const;
    /// 0 at the start, 1 when used up.
    double fraction(std::int64_t stepsDone) const;
    bool isUsedUp(std::int64_t stepsDone) const { return fraction(stepsDone) >= 1; }
    /// For the step after stepsDone.
    double learningRate(std::int64_t stepsDone) const;

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    TrainOptions options_;
    double secondsBefore_;
};

/// Peak times warm-up (a line from 1 %) times what options.schedule says, at this share of the
/// budget.
double scheduledLearningRate(const TrainOptions& options, double fraction);

} // namespace laurel
