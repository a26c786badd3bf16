#include "fast_inference.h"

#include "laurel/base/error.h"
#include "laurel/runtime/stopwatch.h"
#include "torch_threads.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace laurel {

namespace {

using Buffers = FastNetwork::Buffers;

struct Answer {
    NetworkPlane plane;
    std::vector<float> probabilities;
};

/// Hands answers on in the order of their planes, whichever thread brings them, and lets no thread
/// run further ahead of the slowest one than memory shall hold answers.
class InOrder {
  public:
    /// @param mostAhead planes begun and not yet taken, 1 or more
    InOrder(const PlaneJob& job, std::size_t mostAhead) : job_(job), mostAhead_(mostAhead) {}

    /// Waits until the plane may be begun. The first one not taken always may, so somebody works.
    /// @return false when the run has failed
    bool awaitTurn(std::size_t index) {
        if (index < next_.load() + mostAhead_) {
            return true;
        }
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return hasFailed_ || index < next_.load() + mostAhead_; });
        return !hasFailed_;
    }

    void put(std::size_t index, Answer answer) {
        const std::lock_guard lock(mutex_);
        waiting_.emplace(index, std::move(answer));
        while (const auto next = waiting_.extract(next_.load())) {
            // Where this throws, nothing comes after it: the plane is no longer waiting.
            job_.take(next.key(), next.mapped().plane, next.mapped().probabilities);
            ++next_;
        }
        moved_.notify_all();
    }

    /// For a thread whose plane will not come: nobody is to wait for it.
    void fail() {
        const std::lock_guard lock(mutex_);
        hasFailed_ = true;
        moved_.notify_all();
    }

  private:
    const PlaneJob& job_;
    std::size_t mostAhead_;
    std::mutex mutex_;
    std::condition_variable moved_;
    std::map<std::size_t, Answer> waiting_; ///< guarded by mutex_
    std::atomic<std::size_t> next_{0};      ///< written under mutex_
    bool hasFailed_ = false;                ///< guarded by mutex_
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

void addShare(SegmentTimes& seconds, const SegmentTimes& busy, int threads) {
    seconds.preprocess += busy.preprocess / threads;
    seconds.infer += busy.infer / threads;
    seconds.postprocess += busy.postprocess / threads;
}

/// Planes at once, each on one thread.
class Abreast {
  public:
    /// @param threads as many as the team may grow to
    Abreast(const FastNetwork& network, const PlaneJob& job, const CancellationToken& cancel,
            WorkerPool::Team& team, int threads)
        : network_(network), job_(job), cancel_(cancel), team_(team), threads_(threads),
          inOrder_(job, 2 * static_cast<std::size_t>(threads)),
          stations_(static_cast<std::size_t>(threads)) {}

    void run(SegmentTimes& seconds) {
        for (std::size_t begin = 0; begin < job_.count;) {
            team_.grow(threads_);
            const std::size_t planes = std::min(round(), job_.count - begin);
            runRound(begin, planes, seconds);
            begin += planes;
        }
    }

  private:
    /// All that is left where all threads are there; else a few planes for each, and then another
    /// look whether whoever had the others is done, for a round's end is where threads wait.
    std::size_t round() const {
        constexpr int planesPerThread = 4;
        return team_.threads() < threads_
                   ? static_cast<std::size_t>(planesPerThread * team_.threads())
                   : job_.count;
    }

    void runRound(std::size_t begin, std::size_t planes, SegmentTimes& seconds) {
        team_.run(static_cast<std::int64_t>(planes), [&](std::int64_t piece, int thread) {
            try {
                plane(begin + static_cast<std::size_t>(piece), stationOf(thread));
            } catch (...) {
                inOrder_.fail();
                throw;
            }
        });
        for (std::optional<Station>& station : stations_) {
            if (station) {
                addShare(seconds, std::exchange(station->busy, {}), team_.threads());
            }
        }
    }

    Station& stationOf(int thread) {
        std::optional<Station>& station = stations_[static_cast<std::size_t>(thread)];
        return station ? *station : station.emplace(network_, 1);
    }

    void plane(std::size_t index, Station& station) {
        if (!inOrder_.awaitTurn(index)) {
            return; // the thread that failed tells why
        }
        cancel_.throwIfCancelled();
        WorkerPool::Team alone(WorkerPool::shared(), 1);
        Stopwatch watch;
        NetworkPlane plane = job_.plane(index);
        station.busy.preprocess += watch.lap();
        Answer answer = answerTo(network_, std::move(plane), station.buffers, alone);
        station.busy.infer += watch.lap();
        inOrder_.put(index, std::move(answer));
        station.busy.postprocess += watch.lap();
    }

    const FastNetwork& network_;
    const PlaneJob& job_;
    const CancellationToken& cancel_;
    WorkerPool::Team& team_;
    int threads_;
    InOrder inOrder_;
    std::vector<std::optional<Station>> stations_;
};

/// Planes one after another, each on all threads. Between two of them one thread takes the answer
/// while another makes the next plane: both are work for a single thread.
/// @param threads as many as the team may grow to
void runInTurn(const FastNetwork& network, const PlaneJob& job, const CancellationToken& cancel,
               WorkerPool::Team& team, int threads, SegmentTimes& seconds) {
    Station station(network, threads);
    SegmentTimes& busy = station.busy;
    Stopwatch watch;
    NetworkPlane next = job.plane(0);
    busy.preprocess += watch.lap();
    for (std::size_t index = 0; index < job.count; ++index) {
        cancel.throwIfCancelled();
        team.grow(threads);
        watch.lap();
        const Answer answer = answerTo(network, std::exchange(next, {}), station.buffers, team);
        busy.infer += watch.lap();
        SegmentTimes between;
        team.run(index + 1 < job.count ? 2 : 1, [&](std::int64_t piece, int) {
            Stopwatch own;
            if (piece == 0) {
                job.take(index, answer.plane, answer.probabilities);
                between.postprocess = own.lap();
            } else {
                next = job.plane(index + 1);
                between.preprocess = own.lap();
            }
        });
        addShare(busy, between, std::min(2, team.threads()));
    }
    addShare(seconds, busy, 1);
}

} // namespace

FastInference::FastInference(std::shared_ptr<const FastNetwork> network, int threads,
                             std::size_t mostWeights)
    : network_(std::move(network)), threads_(coresFor(threads)), mostWeights_(mostWeights) {}

void FastInference::run(const PlaneJob& job, SegmentTimes& seconds,
                        const CancellationToken& cancel) {
    cancel.throwIfCancelled();
    if (job.count == 0) {
        return;
    }
    WorkerPool::Team team(WorkerPool::shared(), threads_);
    if (job.count == 1 || network_->weightBytes() > mostWeights_) {
        runInTurn(*network_, job, cancel, team, threads_, seconds);
    } else {
        Abreast(*network_, job, cancel, team, threads_).run(seconds);
    }
}

} // namespace laurel
