#include "budget.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace laurel {

namespace {

constexpr double least = 0.01;

/// From 1 at the start of the budget.
double fall(LearningRateSchedule schedule, double fraction) {
    const double left = 1 - std::min(fraction, 1.0);
    switch (schedule) {
    case LearningRateSchedule::Constant:
        return 1;
    case LearningRateSchedule::Step:
        return fraction < 0.5 ? 1 : fraction < 0.75 ? 0.1 : 0.01;
    case LearningRateSchedule::Polynomial:
        return least + (1 - least) * std::pow(left, 0.9);
    case LearningRateSchedule::Cosine:
        break;
    }
    return least + (1 - least) * (1 - std::cos(std::numbers::pi * left)) / 2;
}

} // namespace

double scheduledLearningRate(const TrainOptions& options, double fraction) {
    const double rise =
        options.warmUp > 0 ? std::clamp(fraction / options.warmUp, least, 1.0) : 1.0;
    return options.learningRate * rise * fall(options.schedule, fraction);
}

TrainingBudget::TrainingBudget(const TrainOptions& options, double secondsBefore)
    : options_(options), secondsBefore_(secondsBefore) {
    if (options_.steps <= 0 && !(options_.seconds > 0)) {
        throw Error(ErrorCode::InvalidArgument,
                    "a training needs a limit: steps or seconds greater than 0");
    }
}

double TrainingBudget::elapsedSeconds() const {
    const auto now = std::chrono::steady_clock::now();
    return secondsBefore_ + std::chrono::duration<double>(now - start_).count();
}

double TrainingBudget::fraction(std::int64_t stepsDone) const {
    const double bySteps =
        options_.steps > 0 ? static_cast<double>(stepsDone) / static_cast<double>(options_.steps)
                           : 0;
    const double byTime = options_.seconds > 0 ? elapsedSeconds() / options_.seconds : 0;
    return std::max(bySteps, byTime);
}

double TrainingBudget::learningRate(std::int64_t stepsDone) const {
    return scheduledLearningRate(options_, fraction(stepsDone));
}

} // namespace laurel
