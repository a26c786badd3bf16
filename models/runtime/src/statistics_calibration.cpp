#include "laurel/runtime/statistics_calibration.h"

#include "inferer.h"
#include "prepared_planes.h"
#include "prepared_volume.h"
#include "volume_segmenter.h"

#include "laurel/base/error.h"
#include "laurel/weights/arithmetic.h"

#include <ATen/Context.h>
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace laurel {

namespace {

/// Spread along each image; neighbouring slices say nearly the same.
constexpr std::size_t planesPerImage = 16;
/// Of planes: their statistics together are those of one pass.
constexpr std::size_t batchSize = 4;
/// Of what a network draws while it trains (dropout), so that equal weights get equal statistics.
constexpr std::uint64_t seed = 1;

/// Of a channel that is the same everywhere: variances are positive. A normalisation's ε is far
/// more.
constexpr double leastVariance = 1e-8;

constexpr const char* meanSuffix = "running_mean";
constexpr const char* varianceSuffix = "running_var";

/// What comes before the suffix in the names of each mean that has a variance beside it.
std::vector<std::string> normalisationsOf(const StateDict& weights) {
    std::vector<std::string> prefixes;
    for (const auto& [name, tensor] : weights.entries()) {
        if (roleOf(name) == TensorRole::RunningMean) {
            const std::string prefix = name.substr(0, name.size() - std::string(meanSuffix).size());
            const Tensor* variance = weights.find(prefix + varianceSuffix);
            if (variance != nullptr && variance->shape() == tensor.shape()) {
                prefixes.push_back(prefix);
            }
        }
    }
    return prefixes;
}

using Replacements = std::map<std::string, Tensor>;

StateDict replaced(const StateDict& weights, const Replacements& replacements) {
    StateDict result;
    for (const auto& [name, tensor] : weights.entries()) {
        const auto found = replacements.find(name);
        result.add(name, found == replacements.end() ? tensor : found->second);
    }
    return result;
}

/// Some planes of one size, or a window of a volume, on their way through a network.
struct Batch {
    double weight = 0; ///< how many planes
    std::function<void(Inferer&)> pass;
};

void forEachBatch(const PreparedPlanes& image, const std::function<void(const Batch&)>& visit) {
    const PlaneStack& stack = image.asGuessed();
    const std::size_t all = stack.placements.size();
    const std::size_t count = std::min(all, planesPerImage);
    for (std::size_t first = 0; first < count; first += batchSize) {
        std::vector<NetworkPlane> planes;
        for (std::size_t i = first; i < std::min(count, first + batchSize); ++i) {
            planes.push_back(stack.plane((2 * i + 1) * all / (2 * count)));
        }
        visit({static_cast<double>(planes.size()),
               [&planes](Inferer& inferer) { inferer.pass(planes); }});
    }
}

void forEachBatch(const PreparedVolume& image, const std::function<void(const Batch&)>& visit) {
    const std::vector<VoxelIndex> starts = windowStartsOf(image);
    const std::size_t count = std::min(starts.size(), planesPerImage);
    for (std::size_t i = 0; i < count; ++i) {
        const VoxelIndex& start = starts[(2 * i + 1) * starts.size() / (2 * count)];
        const std::vector<float> values = windowValuesOf(image, start);
        visit({1, [&](Inferer& inferer) { inferer.passWindow(values, image.window()); }});
    }
}

void forEachBatch(const PreparedImage& image, const std::function<void(const Batch&)>& visit) {
    if (const auto* planes = dynamic_cast<const PreparedPlanes*>(&image)) {
        return forEachBatch(*planes, visit);
    }
    if (const auto* volume = dynamic_cast<const PreparedVolume*>(&image)) {
        return forEachBatch(*volume, visit);
    }
    throw Error(ErrorCode::InvalidArgument, "an image that this runtime did not prepare");
}

/// What one normalisation saw, over all batches.
struct Moments {
    double share = 0;              ///< of a batch in what the network keeps after it
    std::vector<double> means;     ///< sums over batches, weighted, one for each channel
    std::vector<double> squares;   ///< of the batches' means
    std::vector<double> variances; ///< within batches
};

/// Reads each batch's own mean and variance out of a network: with statistics of 0 it keeps
/// `share` times theirs, since it mixes what it kept and what it sees linearly.
class StatisticsMeter {
  public:
    StatisticsMeter(Network& network, int classes, int threads)
        : network_(network), inferer_(network, classes, threads), weights_(network.state()) {
        for (const std::string& prefix : normalisationsOf(weights_)) {
            moments_.emplace(prefix, Moments{});
        }
        network_.train(true);
    }

    bool isNeeded() const noexcept { return !moments_.empty(); }
    double weight() const noexcept { return weight_; }

    void add(const Batch& batch) {
        if (weight_ == 0) {
            findShares(batch);
        }
        const StateDict seen = after(batch, 0);
        for (auto& [prefix, moments] : moments_) {
            addTo(moments, batch.weight, seen.at(prefix + meanSuffix).floats(),
                  seen.at(prefix + varianceSuffix).floats());
        }
        weight_ += batch.weight;
    }

    StateDict result() const {
        Replacements measured;
        for (const auto& [prefix, moments] : moments_) {
            if (moments.share > 0) {
                addResult(measured, prefix, moments);
            }
        }
        return replaced(weights_, measured);
    }

  private:
    /// The network's state once it has seen the batch, when it kept `value` everywhere before.
    StateDict after(const Batch& batch, float value) {
        Replacements kept;
        for (const auto& [prefix, moments] : moments_) {
            for (const char* suffix : {meanSuffix, varianceSuffix}) {
                const Tensor& own = weights_.at(prefix + suffix);
                kept.emplace(
                    prefix + suffix,
                    Tensor::fromFloats(own.shape(),
                                       std::vector(static_cast<std::size_t>(own.count()), value)));
            }
        }
        network_.loadState(replaced(weights_, kept));
        at::manual_seed(seed);
        batch.pass(inferer_);
        return network_.state();
    }

    /// 1 less what is left of a 1. A layer that keeps all of it learns no statistics: those it has
    /// stay.
    void findShares(const Batch& batch) {
        constexpr double leastShare = 1e-4;
        const StateDict zero = after(batch, 0);
        const StateDict one = after(batch, 1);
        for (auto& [prefix, moments] : moments_) {
            const std::span<const float> low = zero.at(prefix + meanSuffix).floats();
            const std::span<const float> high = one.at(prefix + meanSuffix).floats();
            double left = 0;
            for (std::size_t i = 0; i < low.size(); ++i) {
                left += (double{high[i]} - double{low[i]}) / static_cast<double>(low.size());
            }
            moments.share = 1 - left < leastShare ? 0 : 1 - left;
            moments.means.assign(low.size(), 0);
            moments.squares.assign(low.size(), 0);
            moments.variances.assign(low.size(), 0);
        }
    }

    static void addTo(Moments& moments, double weight, std::span<const float> means,
                      std::span<const float> variances) {
        if (moments.share <= 0) {
            return;
        }
        for (std::size_t i = 0; i < means.size(); ++i) {
            const double mean = double{means[i]} / moments.share;
            moments.means[i] += weight * mean;
            moments.squares[i] += weight * mean * mean;
            moments.variances[i] += weight * double{variances[i]} / moments.share;
        }
    }

    /// The variance over all values is that within batches and that between their means.
    void addResult(Replacements& measured, const std::string& prefix,
                   const Moments& moments) const {
        std::vector<float> means;
        std::vector<float> variances;
        for (std::size_t i = 0; i < moments.means.size(); ++i) {
            const double mean = moments.means[i] / weight_;
            const double between = std::max(0.0, moments.squares[i] / weight_ - mean * mean);
            means.push_back(static_cast<float>(mean));
            const double variance = moments.variances[i] / weight_ + between;
            variances.push_back(static_cast<float>(std::max(leastVariance, variance)));
        }
        const std::vector<std::int64_t>& shape = weights_.at(prefix + meanSuffix).shape();
        measured.emplace(prefix + meanSuffix, Tensor::fromFloats(shape, std::move(means)));
        measured.emplace(prefix + varianceSuffix, Tensor::fromFloats(shape, std::move(variances)));
    }

    Network& network_;
    Inferer inferer_;
    StateDict weights_;
    std::map<std::string, Moments> moments_; ///< by prefix
    double weight_ = 0;
};

} // namespace

StateDict calibratedStatistics(Network& network, const ModelManifest& manifest,
                               const PreparedImages& images, int threads,
                               const CancellationToken& cancel) {
    StatisticsMeter meter(network, static_cast<int>(manifest.labels.size()) + 1, threads);
    if (!meter.isNeeded()) {
        return network.state();
    }
    for (std::size_t i = 0; i < images.count; ++i) {
        forEachBatch(*images.image(i), [&](const Batch& batch) {
            cancel.throwIfCancelled();
            meter.add(batch);
        });
    }
    if (meter.weight() == 0) {
        throw Error(ErrorCode::InvalidArgument,
                    "no image shows anything that statistics could be measured on");
    }
    StateDict result = meter.result();
    if (!allFinite(result)) {
        throw Error(ErrorCode::InvalidInput,
                    "with these weights the network computes values that are not finite");
    }
    return result;
}

} // namespace laurel
