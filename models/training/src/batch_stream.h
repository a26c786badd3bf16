#pragma once

#include "laurel/engine/engine.h"
#include "ordered_producer.h"
#include "plane_source.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace laurel {

/// A plane among those that a source's samples give.
struct SamplePosition {
    std::uint64_t sample = 0; ///< number of the training case
    std::uint64_t plane = 0;  ///< of that case
    bool operator==(const SamplePosition&) const = default;
};

/// Collects the planes of training cases 0, 1, 2, … into batches of equal size. One thread.
class BatchStream {
  public:
    /// @param samples, preprocessor, cancel used for as long as this object lives
    /// @param start where the first batch begins
    BatchStream(const SampleSource& samples, const Preprocessor& preprocessor,
                const PlaneSourceSettings& settings, const TrainOptions& options,
                SamplePosition start, const CancellationToken& cancel);

    /// @throws Error InvalidInput when 1000 cases filled no batch, and what the source throws; then
    ///         the position is as before
    std::vector<TrainingPlane> next();

    /// The first plane that is in no batch yet: a stream that starts there gives the same batches
    /// from here on.
    SamplePosition position() const;

  private:
    struct Waiting {
        SamplePosition from;
        TrainingPlane plane;
    };

    void takeOneCase();

    std::size_t batchSize_;
    std::uint64_t nextSample_;
    std::uint64_t skipped_; ///< planes of the first case that belong to earlier batches
    std::deque<Waiting> waiting_;
    OrderedProducer<std::vector<TrainingPlane>> producer_;
};

} // namespace laurel
