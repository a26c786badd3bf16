#pragma once

#include "laurel/package/manifest.h"
#include "laurel/training/training_plane.h"
#include "ordered_producer.h"
#include "reviewed_set.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// The batches of all epochs, made in another thread while the network learns from the ones before:
/// planes in another order every epoch, augmented where the recipe says so. Which numbers are drawn
/// depends on the seed alone. One consumer.
class ReviewedBatches {
  public:
    /// @param planes, recipe used for as long as this object lives; there are planes
    ReviewedBatches(const std::vector<ReviewedPlane>& planes, const ModelTraining& recipe,
                    std::uint64_t seed);

    std::int64_t perEpoch() const noexcept { return perEpoch_; }

    /// Waits for the next one; to be called perEpoch() times for each epoch.
    std::vector<TrainingPlane> next() { return producer_.next(); }

  private:
    std::vector<TrainingPlane> make(std::uint64_t number);

    const std::vector<ReviewedPlane>& planes_;
    const ModelTraining& recipe_;
    std::uint64_t seed_;
    std::int64_t perEpoch_;
    Random random_; ///< of the epoch that is being made, as is the next
    std::vector<std::size_t> order_;
    OrderedProducer<std::vector<TrainingPlane>> producer_; ///< last: its thread uses the others
};

} // namespace laurel
