#include "eager_inference.h"

#include "laurel/runtime/stopwatch.h"

#include <algorithm>

namespace laurel {

void EagerInference::run(const PlaneJob& job, SegmentTimes& seconds,
                         const CancellationToken& cancel) {
    Stopwatch watch;
    for (std::size_t first = 0; first < job.count; first += planesAtOnce) {
        cancel.throwIfCancelled();
        const std::size_t last = std::min(job.count, first + planesAtOnce);
        std::vector<NetworkPlane> planes;
        for (std::size_t i = first; i < last; ++i) {
            planes.push_back(job.plane(i));
        }
        seconds.preprocess += watch.lap();
        const std::vector<float> probabilities = inferer_.probabilities(planes);
        seconds.infer += watch.lap();
        const std::size_t each = probabilities.size() / planes.size();
        for (std::size_t i = first; i < last; ++i) {
            job.take(i, planes[i - first],
                     std::span(probabilities).subspan((i - first) * each, each));
        }
        seconds.postprocess += watch.lap();
    }
}

} // namespace laurel
