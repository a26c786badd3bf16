#include "budget.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace laurel {

double scheduledLearningRate(double peak, double fraction) {
    constexpr double warmUp = 0.03;
    constexpr double least = 0.01;
    const double rise = std::clamp(fraction / warmUp, least, 1.0);
    const double fall = (1 + std::cos(std::numbers::pi * std::min(fraction, 1.0))) / 2;
    return peak * rise * (least + (1 - least) * fall);
}

TrainingBudget::TrainingBudget(const TrainOptions& options)
    : steps_(options.steps), seconds_(options.seconds), peak_(options.learningRate) {
    if (steps_ <= 0 && !(seconds_ > 0)) {
        throw Error(ErrorCode::InvalidArgument,
                    "a training needs a limit: steps or seconds greater than 0");
    }
}

double TrainingBudget::elapsedSeconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double TrainingBudget::fraction(std::int64_t stepsDone) const {
    const double bySteps =
        steps_ > 0 ? static_cast<double>(stepsDone) / static_cast<double>(steps_) : 0;
    const double byTime = seconds_ > 0 ? elapsedSeconds() / seconds_ : 0;
    return std::max(bySteps, byTime);
}

double TrainingBudget::learningRate(std::int64_t stepsDone) const {
    return scheduledLearningRate(peak_, fraction(stepsDone));
}

} // namespace laurel
