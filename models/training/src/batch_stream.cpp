#include "batch_stream.h"

#include "laurel/base/error.h"

namespace laurel {

BatchStream::BatchStream(const SampleSource& samples, const Preprocessor& preprocessor,
                         const PlaneSourceSettings& settings, const TrainOptions& options,
                         SamplePosition start, const CancellationToken& cancel)
    : batchSize_(static_cast<std::size_t>(options.batchSize)), nextSample_(start.sample),
      skipped_(start.plane),
      producer_(
          [&samples, &preprocessor, settings, cancel](std::uint64_t number) {
              return makeTrainingPlanes(samples, preprocessor, settings, number, cancel);
          },
          options.sampleThreads, 4 * static_cast<std::uint64_t>(options.batchSize), start.sample) {}

void BatchStream::takeOneCase() {
    std::vector<TrainingPlane> planes = producer_.next();
    for (std::uint64_t i = skipped_; i < planes.size(); ++i) {
        waiting_.push_back({{nextSample_, i}, std::move(planes[i])});
    }
    skipped_ = 0;
    ++nextSample_;
}

std::vector<TrainingPlane> BatchStream::next() {
    constexpr int tries = 1000;
    for (int i = 0; waiting_.size() < batchSize_ && i < tries; ++i) {
        takeOneCase();
    }
    if (waiting_.size() < batchSize_) {
        throw Error(ErrorCode::InvalidInput,
                    "the training cases show no limb: " + std::to_string(tries) +
                        " of them filled no batch");
    }
    std::vector<TrainingPlane> batch;
    while (batch.size() < batchSize_) {
        batch.push_back(std::move(waiting_.front().plane));
        waiting_.pop_front();
    }
    return batch;
}

SamplePosition BatchStream::position() const {
    return waiting_.empty() ? SamplePosition{nextSample_, skipped_} : waiting_.front().from;
}

} // namespace laurel
