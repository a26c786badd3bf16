#include "laurel/server_evaluation/gold_evaluator.h"

#include "evaluation_budget.h"
#include "prepared_cases.h"

#include "laurel/base/error.h"
#include "laurel/metrics/label_overlaps.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace laurel {

namespace {

/// The weights must not be blamed for what is wrong with the server.
template <typename Work>
auto orUnavailable(const std::string& what, const Work& work) {
    try {
        return work();
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        throw Error(ErrorCode::Unavailable, what + ": " + error.what());
    }
}

std::unique_ptr<SegmentationModel> loadNetwork(Engine& engine, const ModelManifest& manifest,
                                               const StateDict& weights) {
    try {
        return engine.load(manifest, weights);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::InvalidInput || error.code() == ErrorCode::Internal) {
            throw;
        }
        throw Error(ErrorCode::Unavailable,
                    "model " + manifest.id + " cannot be loaded: " + error.what());
    }
}

/// Prepared images are the server's own and fit the manifest: bad input can only be the weights.
SegmentationResult segment(SegmentationModel& model, const PreparedImage& image, int threads,
                           const CancellationToken& cancel) {
    NoProgress silent;
    try {
        return model.segment(image, threads, silent, cancel);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput) {
            throw;
        }
        throw Error(ErrorCode::InvalidInput,
                    "the network gives values that are no numbers (not finite) on gold images");
    }
}

StateDict calibrate(Engine& engine, const ModelManifest& manifest, const StateDict& weights,
                    const PreparedImages& images, int threads, const CancellationToken& cancel) {
    try {
        return engine.calibrateStatistics(manifest, weights, images, threads, cancel);
    } catch (const Error& error) {
        const bool isTheServers = error.code() == ErrorCode::InvalidArgument ||
                                  error.code() == ErrorCode::NotFound ||
                                  error.code() == ErrorCode::Unsupported;
        if (!isTheServers) {
            throw;
        }
        throw Error(ErrorCode::Unavailable, "the statistics of model " + manifest.id +
                                                " cannot be measured: " + error.what());
    }
}

std::map<std::string, double> diceOf(const LabelMap& reference, const LabelMap& segmentation) {
    std::map<std::string, double> scores;
    for (const LabelOverlap& label : labelOverlaps(reference, segmentation)) {
        if (const std::optional<double> value = dice(label.counts)) {
            scores.emplace(label.name, *value);
        }
    }
    return scores;
}

int threadsOf(const GoldEvaluatorSettings& settings) {
    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return settings.threads > 0 ? settings.threads : cores;
}

std::uint64_t bytesOf(const StateDict& weights) {
    std::uint64_t bytes = 0;
    for (const TensorSpec& tensor : weights.specs()) {
        std::uint64_t count = 1;
        for (const std::int64_t extent : tensor.shape) {
            count *= static_cast<std::uint64_t>(extent);
        }
        bytes += count * sizeof(float);
    }
    return bytes;
}

} // namespace

std::uint64_t evaluationBytes(std::uint64_t weightBytes) noexcept {
    constexpr std::uint64_t timesTheWeights = 6;
    constexpr std::uint64_t atLeast = 32U << 20;
    return atLeast + timesTheWeights * weightBytes;
}

GoldEvaluator::GoldEvaluator(MetadataStore& metadata, const BlobStore& blobs, Engine& engine,
                             const GoldEvaluatorSettings& settings)
    : metadata_(metadata), engine_(engine), settings_(settings),
      budget_(std::make_unique<EvaluationBudget>(threadsOf(settings), settings.memoryBytes)),
      cases_(std::make_unique<PreparedCases>(blobs, engine, settings.cacheBytes)) {}

GoldEvaluator::~GoldEvaluator() = default;

std::string GoldEvaluator::goldSetDigest(const std::string& modelId) {
    return digestOfGoldSet(metadata_.beginRead()->gold().cases(modelId));
}

GoldScores GoldEvaluator::evaluate(const ModelManifest& manifest, const StateDict& weights,
                                   const CancellationToken& cancel, const GoOn& goOn) {
    using Clock = std::chrono::steady_clock;
    cancel.throwIfCancelled();
    const EvaluationBudget::Admission room(*budget_, evaluationBytes(bytesOf(weights)), cancel);
    const Clock::time_point start = Clock::now();
    EvaluationTimes times;
    GoldScores scores = measure(manifest, weights, times, cancel, goOn);
    times.cases = scores.size();
    times.model = manifest.id;
    times.total = std::chrono::duration<double>(Clock::now() - start).count();
    if (settings_.onEvaluated) {
        settings_.onEvaluated(times);
    }
    return scores;
}

StateDict GoldEvaluator::calibrated(const ModelManifest& manifest, const StateDict& weights,
                                    const CancellationToken& cancel) {
    cancel.throwIfCancelled();
    const std::vector<GoldCase> cases = metadata_.beginRead()->gold().cases(manifest.id);
    if (cases.empty()) {
        return weights;
    }
    const EvaluationBudget::Admission room(*budget_, evaluationBytes(bytesOf(weights)), cancel);
    cases_->beginRound(manifest.id, cases);
    const PreparedImages images{cases.size(), [&](std::size_t number) {
                                    const GoldCase& one = cases.at(number);
                                    return orUnavailable("gold case " + one.id, [&] {
                                        return cases_->get(manifest, one, cancel)->image;
                                    });
                                }};
    const EvaluationBudget::Threads threads(*budget_, cancel);
    return calibrate(engine_, manifest, weights, images, threads.count(), cancel);
}

GoldScores GoldEvaluator::measure(const ModelManifest& manifest, const StateDict& weights,
                                  EvaluationTimes& times, const CancellationToken& cancel,
                                  const GoOn& goOn) {
    cancel.throwIfCancelled();
    const std::vector<GoldCase> cases = metadata_.beginRead()->gold().cases(manifest.id);
    cases_->beginRound(manifest.id, cases);
    GoldScores scores;
    if (cases.empty()) {
        return scores;
    }
    const auto model = loadNetwork(engine_, manifest, weights);
    for (const GoldCase& one : cases) {
        cancel.throwIfCancelled();
        const auto gold = orUnavailable("gold case " + one.id,
                                        [&] { return cases_->get(manifest, one, cancel); });
        const EvaluationBudget::Threads threads(*budget_, cancel);
        const SegmentationResult result = segment(*model, *gold->image, threads.count(), cancel);
        times.network += result.seconds.infer;
        times.engineNote = result.engineNote;
        scores.push_back({one.id, one.group, diceOf(gold->reference, result.labels)});
        const std::size_t left = cases.size() - scores.size();
        if (goOn && left > 0 && !goOn(scores, left)) {
            break;
        }
    }
    return scores;
}

} // namespace laurel
