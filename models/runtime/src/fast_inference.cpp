#include "fast_inference.h"

#include "laurel/base/error.h"
#include "laurel/runtime/stopwatch.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace laurel {

namespace {

using Buffers = FastNetwork::Buffers;

/// Beyond this no cache keeps weights from one plane to the next: threads that share a plane read
/// them once, threads with planes of their own once each.
constexpr std::size_t mostWeightsPerThread = std::size_t{128} << 20;

struct Answer {
    NetworkPlane plane;
    std::vector<float> probabilities;
};

/// Hands answers on in the order of their planes, whichever thread brings them.
class InOrder {
  public:
    explicit InOrder(const PlaneJob& job) : job_(job) {}

    void put(std::size_t index, Answer answer) {
        const std::lock_guard lock(mutex_);
        waiting_.emplace(index, std::move(answer));
        while (const auto next = waiting_.extract(next_)) {
            ++next_; // first: what taking throws must not bring the plane a second time
            job_.take(next.key(), next.mapped().plane, next.mapped().probabilities);
        }
    }

  private:
    const PlaneJob& job_;
    std::mutex mutex_;
    std::map<std::size_t, Answer> waiting_; ///< guarded by mutex_, as is the next
    std::size_t next_ = 0;
};

Answer answerTo(const FastNetwork& network, NetworkPlane plane, Buffers& buffers,
                WorkerPool::Team& team) {
    Answer answer{std::move(plane),
                  std::vector<float>(static_cast<std::size_t>(network.outputShape().values()))};
    network.run(answer.plane.image, answer.probabilities, buffers, team);
    if (!network.softmax(answer.probabilities)) {
        // Planes are finite whatever the image is, so it is the weights that are no good.
        throw Error(ErrorCode::InvalidInput,
                    "with these weights the network answers with values that are not finite");
    }
    return answer;
}

/// A thread's own.
struct Station {
    explicit Station(const FastNetwork& network, int threads) : buffers(network, threads) {}
    Buffers buffers;
    SegmentTimes busy;
};

class Run {
  public:
    Run(const FastNetwork& network, const PlaneJob& job, const CancellationToken& cancel)
        : network_(network), job_(job), cancel_(cancel), inOrder_(job) {}

    void plane(std::size_t index, Station& station, WorkerPool::Team& team) {
        cancel_.throwIfCancelled();
        Stopwatch watch;
        NetworkPlane plane = job_.plane(index);
        station.busy.preprocess += watch.lap();
        Answer answer = answerTo(network_, std::move(plane), station.buffers, team);
        station.busy.infer += watch.lap();
        inOrder_.put(index, std::move(answer));
        station.busy.postprocess += watch.lap();
    }

  private:
    const FastNetwork& network_;
    const PlaneJob& job_;
    const CancellationToken& cancel_;
    InOrder inOrder_;
};

void addShare(SegmentTimes& seconds, const SegmentTimes& busy, int threads) {
    seconds.preprocess += busy.preprocess / threads;
    seconds.infer += busy.infer / threads;
    seconds.postprocess += busy.postprocess / threads;
}

} // namespace

FastInference::FastInference(std::shared_ptr<const FastNetwork> network, int threads)
    : network_(std::move(network)),
      threads_(threads > 0 ? threads
                           : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))) {}

void FastInference::run(const PlaneJob& job, SegmentTimes& seconds,
                        const CancellationToken& cancel) {
    WorkerPool::Team team(WorkerPool::shared(), threads_);
    Run run(*network_, job, cancel);
    if (job.count == 1 || network_->weightBytes() > mostWeightsPerThread) {
        Station station(*network_, team.threads());
        for (std::size_t index = 0; index < job.count; ++index) {
            run.plane(index, station, team);
        }
        addShare(seconds, station.busy, 1);
        return;
    }
    std::vector<std::optional<Station>> stations(static_cast<std::size_t>(team.threads()));
    team.run(static_cast<std::int64_t>(job.count), [&](std::int64_t index, int thread) {
        std::optional<Station>& station = stations[static_cast<std::size_t>(thread)];
        if (!station) {
            station.emplace(*network_, 1);
        }
        WorkerPool::Team alone(WorkerPool::shared(), 1);
        run.plane(static_cast<std::size_t>(index), *station, alone);
    });
    for (const std::optional<Station>& station : stations) {
        if (station) {
            addShare(seconds, station->busy, team.threads());
        }
    }
}

} // namespace laurel
