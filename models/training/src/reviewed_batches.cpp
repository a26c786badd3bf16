#include "reviewed_batches.h"

#include "laurel/training/augmentation.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr int threads = 1; // one: the order of draws is the order of batches
constexpr std::uint64_t mostWaiting = 2;

/// Neighbouring seeds and epochs give unrelated numbers.
Random epochRandom(std::uint64_t seed, std::uint64_t epoch) {
    constexpr std::uint64_t oddMultiplier = 0xD1B54A32D192ED03;
    return Random(seed * oddMultiplier + epoch);
}

} // namespace

ReviewedBatches::ReviewedBatches(const std::vector<ReviewedPlane>& planes,
                                 const ModelTraining& recipe, std::uint64_t seed)
    : planes_(planes), recipe_(recipe), seed_(seed),
      perEpoch_((static_cast<std::int64_t>(planes.size()) + recipe.batchSize - 1) /
                recipe.batchSize),
      random_(seed),
      producer_([this](std::uint64_t number) { return make(number); }, threads, mostWaiting) {}

std::vector<TrainingPlane> ReviewedBatches::make(std::uint64_t number) {
    const auto perEpoch = static_cast<std::uint64_t>(perEpoch_);
    const std::uint64_t epoch = number / perEpoch + 1;
    if (epoch > static_cast<std::uint64_t>(recipe_.epochs)) {
        return {}; // nobody will ask for it
    }
    if (number % perEpoch == 0) {
        random_ = epochRandom(seed_, epoch);
        order_ = shuffledOrder(planes_.size(), random_);
    }
    const auto batchSize = static_cast<std::size_t>(recipe_.batchSize);
    const std::size_t first = number % perEpoch * batchSize;
    const std::size_t last = std::min(order_.size(), first + batchSize);
    std::vector<TrainingPlane> planes;
    for (std::size_t i = first; i < last; ++i) {
        planes.push_back(planes_[order_[i]].plane);
        if (recipe_.augmentation) {
            augment(planes.back(), mildAugmentation(), random_);
        }
    }
    return planes;
}

} // namespace laurel
