#include "norm_step.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace laurel {

namespace {

/// Scales a map, piece by piece of its blocks.
class BlockScaler {
  public:
    BlockScaler(const kernels::Set& kernels, StepMaps maps)
        : kernels_(kernels), maps_(std::move(maps)) {}

    const StepMaps& maps() const { return maps_; }
    const kernels::Set& kernels() const { return kernels_; }

    /// @param scale, shift for each channel, filled up to whole blocks
    void run(const RunContext& context, const float* scale, const float* shift) const {
        const MapLayout& layout = maps_.output.layout;
        const std::int64_t perBlock = context.team.threads() == 1 || layout.blocks() > 1 ? 1 : 2;
        const std::int64_t pixels = (layout.shape.pixels() + perBlock - 1) / perBlock;
        context.team.run(layout.blocks() * perBlock, [&](std::int64_t piece, int) {
            const std::int64_t block = piece / perBlock;
            const std::int64_t first = piece % perBlock * pixels;
            const std::int64_t offset = block * layout.blockSize() + first * layout.lanes;
            const float* residual = maps_.residualIn(context);
            kernels_.scaled({maps_.inputs.front().in(context) + offset,
                             residual == nullptr ? nullptr : residual + offset,
                             maps_.output.in(context) + offset,
                             std::min(pixels, layout.shape.pixels() - first),
                             scale + block * layout.lanes, shift + block * layout.lanes,
                             maps_.slope.has_value(), maps_.slope.value_or(0)});
        });
    }

  private:
    const kernels::Set& kernels_;
    StepMaps maps_;
};

class ScaleStep final : public Step {
  public:
    ScaleStep(const kernels::Set& kernels, const std::vector<float>& scale,
              const std::vector<float>& shift, StepMaps maps)
        : scaler_(kernels, std::move(maps)), scale_(perLane(scale, scaler_.maps().output.layout)),
          shift_(perLane(shift, scaler_.maps().output.layout)) {}

    void run(const RunContext& context) const override {
        scaler_.run(context, scale_.data(), shift_.data());
    }

  private:
    BlockScaler scaler_;
    AlignedFloats scale_;
    AlignedFloats shift_;
};

/// Sums of values and of squares, per channel.
struct Moments {
    std::vector<double> sums;
    std::vector<double> squares;
};

class GroupNorm final : public Step {
  public:
    GroupNorm(const kernels::Set& kernels, const GroupNormOp& op, StepMaps maps,
              std::int64_t producerPieces)
        : scaler_(kernels, std::move(maps)), groups_(op.groups), epsilon_(op.epsilon),
          scale_(op.scale), shift_(op.shift), producerPieces_(producerPieces),
          piecesPerBlock_((layout().shape.pixels() + pixelsPerPiece - 1) / pixelsPerPiece) {}

    void run(const RunContext& context) const override {
        if (producerPieces_ == 0) {
            measure(context);
        }
        AlignedFloats& scratch = context.scratch.front();
        const auto lanes = static_cast<std::size_t>(layout().blocks() * layout().lanes);
        const std::span<float> scale(scratch.data(), lanes);
        const std::span<float> shift(scratch.data() + lanes, lanes);
        choose(context, momentsIn(context.sums), scale, shift);
        scaler_.run(context, scale.data(), shift.data());
    }

    std::int64_t scratchFloats() const override { return 2 * layout().blocks() * layout().lanes; }

    std::int64_t sumFloats() const override {
        return piecesPerBlock_ * 2 * layout().blocks() * layout().lanes;
    }

  private:
    /// Sums of more would lose digits in single precision.
    static constexpr std::int64_t pixelsPerPiece = 2048;

    const MapLayout& layout() const { return scaler_.maps().output.layout; }

    /// Leaves sums as a convolution does: for each piece, for each block, values then squares.
    void measure(const RunContext& context) const {
        const std::int64_t lanes = layout().lanes;
        const float* in = scaler_.maps().inputs.front().in(context);
        context.team.run(piecesPerBlock_ * layout().blocks(), [&](std::int64_t piece, int) {
            const std::int64_t block = piece / piecesPerBlock_;
            const std::int64_t first = piece % piecesPerBlock_ * pixelsPerPiece;
            float* sums =
                context.sums + (piece % piecesPerBlock_ * layout().blocks() + block) * 2 * lanes;
            std::fill_n(sums, 2 * lanes, 0.0F);
            scaler_.kernels().addSums(in + block * layout().blockSize() + first * lanes,
                                      std::min(pixelsPerPiece, layout().shape.pixels() - first),
                                      sums);
        });
    }

    Moments momentsIn(const float* sums) const {
        const std::int64_t lanes = layout().lanes;
        const std::int64_t pieces = producerPieces_ == 0 ? piecesPerBlock_ : producerPieces_;
        const auto channels = static_cast<std::size_t>(layout().blocks() * lanes);
        Moments moments{std::vector<double>(channels, 0), std::vector<double>(channels, 0)};
        for (std::int64_t piece = 0; piece < pieces; ++piece) {
            const float* own = sums + piece * layout().blocks() * 2 * lanes;
            for (std::size_t channel = 0; channel < channels; ++channel) {
                const auto lane = static_cast<std::int64_t>(channel) % lanes;
                const std::int64_t at =
                    (static_cast<std::int64_t>(channel) / lanes) * 2 * lanes + lane;
                moments.sums[channel] += static_cast<double>(own[at]);
                moments.squares[channel] += static_cast<double>(own[at + lanes]);
            }
        }
        return moments;
    }

    /// (value - mean) / deviation × scale + shift, as one product and one sum.
    void choose(const RunContext& context, const Moments& moments, std::span<float> scale,
                std::span<float> shift) const {
        std::ranges::fill(scale, 0.0F);
        std::ranges::fill(shift, 0.0F);
        const auto channels = static_cast<std::size_t>(layout().shape.channels);
        const std::size_t width = channels / static_cast<std::size_t>(groups_);
        for (std::size_t first = 0; first < channels; first += width) {
            const auto [mean, variance] = statistics(context, moments, first, width);
            const double inverse = 1 / std::sqrt(variance + epsilon_);
            for (std::size_t channel = first; channel < first + width; ++channel) {
                const double own = inverse * static_cast<double>(scale_[channel]);
                scale[channel] = static_cast<float>(own);
                shift[channel] =
                    static_cast<float>(static_cast<double>(shift_[channel]) - mean * own);
            }
        }
    }

    struct Statistics {
        double mean;
        double variance;
    };

    Statistics statistics(const RunContext& context, const Moments& moments, std::size_t first,
                          std::size_t width) const {
        // Where the mean outweighs the deviation, squares in single precision have lost its digits.
        constexpr double mostRatio = 100;
        const double count =
            static_cast<double>(width) * static_cast<double>(layout().shape.pixels());
        double sum = 0;
        double squares = 0;
        for (std::size_t channel = first; channel < first + width; ++channel) {
            sum += moments.sums[channel];
            squares += moments.squares[channel];
        }
        const double mean = sum / count;
        const double variance = std::max(0.0, squares / count - mean * mean);
        return mean * mean <= mostRatio * variance ? Statistics{mean, variance}
                                                   : measuredTwice(context, first, width);
    }

    /// The mean first, then the deviations from it, in double precision: slow, and seldom needed.
    Statistics measuredTwice(const RunContext& context, std::size_t first,
                             std::size_t width) const {
        const auto count =
            static_cast<double>(width) * static_cast<double>(layout().shape.pixels());
        double sum = 0;
        forEach(context, first, width, [&](double value) { sum += value; });
        const double mean = sum / count;
        double squares = 0;
        forEach(context, first, width,
                [&](double value) { squares += (value - mean) * (value - mean); });
        return {mean, squares / count};
    }

    template <typename Visit>
    void forEach(const RunContext& context, std::size_t first, std::size_t width,
                 const Visit& visit) const {
        const float* in = scaler_.maps().inputs.front().in(context);
        for (std::size_t channel = first; channel < first + width; ++channel) {
            const auto index = static_cast<std::int64_t>(channel);
            const float* values =
                in + index / layout().lanes * layout().blockSize() + index % layout().lanes;
            for (std::int64_t pixel = 0; pixel < layout().shape.pixels(); ++pixel) {
                visit(static_cast<double>(values[pixel * layout().lanes]));
            }
        }
    }

    BlockScaler scaler_;
    std::int64_t groups_;
    double epsilon_;
    std::vector<float> scale_;
    std::vector<float> shift_;
    std::int64_t producerPieces_;
    std::int64_t piecesPerBlock_;
};

} // namespace

std::unique_ptr<Step> makeGroupNorm(const kernels::Set& kernels, const GroupNormOp& op,
                                    StepMaps maps, std::int64_t producerPieces) {
    return std::make_unique<GroupNorm>(kernels, op, std::move(maps), producerPieces);
}

std::unique_ptr<Step> makeScale(const kernels::Set& kernels, const ScaleOp& op, StepMaps maps) {
    return std::make_unique<ScaleStep>(kernels, op.scale, op.shift, std::move(maps));
}

std::unique_ptr<Step> makeIdentity(const kernels::Set& kernels, StepMaps maps) {
    const auto channels = static_cast<std::size_t>(maps.output.layout.shape.channels);
    return std::make_unique<ScaleStep>(kernels, std::vector<float>(channels, 1),
                                       std::vector<float>(channels, 0), std::move(maps));
}

} // namespace laurel
