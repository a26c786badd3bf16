#include "convolution_step.h"
#include "packed_weights.h"
#include "pixel_rows.h"

#include <algorithm>

namespace laurel {

namespace {

/// What all products of a step share. @param target float of the map where the first block begins
kernels::RowProduct productOf(const RunContext& context, const StepMaps& maps,
                              const AlignedFloats& bias, std::int64_t block, std::int64_t target) {
    const MapLayout& out = maps.output.layout;
    const float* residual = maps.residualIn(context);
    kernels::RowProduct product{};
    product.bias = bias.empty() ? nullptr : bias.data() + block * out.lanes;
    product.residual = residual == nullptr ? nullptr : residual + target;
    product.map = maps.output.in(context) + target;
    product.mapBlockStride = out.blockSize();
    product.activate = maps.slope.has_value();
    product.slope = maps.slope.value_or(0);
    return product;
}

class RowConvolution final : public Step {
  public:
    RowConvolution(const kernels::Set& kernels, const ConvolutionOp& op, StepMaps maps)
        : kernels_(kernels), kernel_(op.kernel), stride_(op.stride), padTop_(op.padding[0]),
          stepOfRuns_(op.dilation[0]), maps_(std::move(maps)),
          bias_(op.bias.empty() ? AlignedFloats{} : perLane(op.bias, maps_.output.layout)),
          rows_(kernels, maps_.inputs.front(), op.padding[1],
                (out().shape.columns - 1) * stride_[1] + kernel_[1]),
          runBlocks_(rows_.runBlocks(kernel_[1])), weights_(packed(op)) {
        bandRows_ = std::clamp<std::int64_t>(bandPixels / out().shape.columns, 1, out().shape.rows);
        bands_ = (out().shape.rows + bandRows_ - 1) / bandRows_;
        // Few bands leave threads without work: then they share the outputs as well.
        const std::int64_t panels = (out().blocks() + 1) / 2;
        const std::int64_t parts = std::min(panels, (leastPieces + bands_ - 1) / bands_);
        partBlocks_ = (panels + parts - 1) / parts * 2;
        parts_ = (out().blocks() + partBlocks_ - 1) / partBlocks_;
    }

    void run(const RunContext& context) const override {
        context.team.run(bands_ * parts_, [&](std::int64_t piece, int thread) {
            convolve(context, piece / parts_, piece % parts_ * partBlocks_,
                     context.scratch[static_cast<std::size_t>(thread)].data());
        });
    }

    std::int64_t scratchFloats() const override { return rows_.floats(rowsRead(bandRows_)); }
    std::int64_t sumFloats() const override { return bands_ * 2 * out().blocks() * kernels_.lanes; }
    std::int64_t weightBytes() const override { return weights_.bytes(); }

  private:
    /// Sums of more would lose digits in single precision; their rows stay in the second cache.
    static constexpr std::int64_t bandPixels = 2048;
    static constexpr std::int64_t leastPieces = 4;

    const MapLayout& in() const { return maps_.inputs.front().layout; }
    const MapLayout& out() const { return maps_.output.layout; }

    /// For so many rows of results.
    std::int64_t rowsRead(std::int64_t rows) const {
        return (rows - 1) * stride_[0] + (kernel_[0] - 1) * stepOfRuns_ + 1;
    }

    /// A run for each kernel row: its columns one after another, all channels of each.
    PackedWeights packed(const ConvolutionOp& op) const {
        const std::int64_t lanes = kernels_.lanes;
        PackedWeights weights(kernels_, kernel_[0] * runBlocks_ * lanes, out().blocks() * lanes);
        const float* from = op.weight.data();
        for (std::int64_t output = 0; output < out().shape.channels; ++output) {
            for (std::int64_t input = 0; input < in().shape.channels; ++input) {
                for (std::int64_t y = 0; y < kernel_[0]; ++y) {
                    for (std::int64_t x = 0; x < kernel_[1]; ++x) {
                        const std::int64_t sum =
                            (y * runBlocks_ + x * in().blocks()) * lanes + input;
                        weights.put(0, sum, output, *from++);
                    }
                }
            }
        }
        return weights;
    }

    /// Some rows of results in some blocks. @param block the first, even
    void convolve(const RunContext& context, std::int64_t band, std::int64_t block,
                  float* scratch) const {
        const std::int64_t lanes = kernels_.lanes;
        const std::int64_t first = band * bandRows_;
        const std::int64_t rows = std::min(bandRows_, out().shape.rows - first);
        rows_.read(context, first * stride_[0] - padTop_, rowsRead(rows), scratch);
        const std::int64_t rowFloats = out().shape.columns * lanes;
        const std::int64_t target = block * out().blockSize() + first * rowFloats;
        kernels::RowProduct product = productOf(context, maps_, bias_, block, target);
        product.a = scratch;
        product.aRowStride = stride_[0] * rows_.rowFactors();
        product.aPixelStride = stride_[1] * rows_.pixelFactors();
        product.runs = kernel_[0];
        product.aRunStride = stepOfRuns_ * rows_.rowFactors();
        product.runBlocks = runBlocks_;
        product.weights = weights_.fromBlock(block);
        product.rows = rows;
        product.pixels = out().shape.columns;
        product.blocks = std::min(partBlocks_, out().blocks() - block);
        product.mapRowStride = rowFloats;
        product.mapPixelStride = lanes;
        product.sums = context.sums + (band * out().blocks() + block) * 2 * lanes;
        kernels_.rowProduct(product);
    }

    const kernels::Set& kernels_;
    RowsColumns kernel_;
    RowsColumns stride_;
    std::int64_t padTop_;
    std::int64_t stepOfRuns_; ///< rows
    StepMaps maps_;
    AlignedFloats bias_;
    PixelRows rows_;
    std::int64_t runBlocks_;
    PackedWeights weights_;
    std::int64_t bandRows_ = 0;
    std::int64_t bands_ = 0;
    std::int64_t partBlocks_ = 0; ///< even, so that parts begin at panels
    std::int64_t parts_ = 0;
};

/// A product for each of the factor × factor places, whose results are factor pixels apart.
class TransposedRows final : public Step {
  public:
    TransposedRows(const kernels::Set& kernels, const TransposedConvolutionOp& op, StepMaps maps)
        : kernels_(kernels), factor_(op.factor), maps_(std::move(maps)),
          bias_(op.bias.empty() ? AlignedFloats{} : perLane(op.bias, maps_.output.layout)),
          rows_(kernels, maps_.inputs.front(), 0, in().shape.columns),
          weights_(packedPlaces(kernels, op, rows_.runBlocks(1) * kernels.lanes, out())) {}

    void run(const RunContext& context) const override {
        const std::int64_t bands = (in().shape.rows + bandRows - 1) / bandRows;
        context.team.run(bands, [&](std::int64_t band, int thread) {
            float* scratch = context.scratch[static_cast<std::size_t>(thread)].data();
            const std::int64_t first = band * bandRows;
            const std::int64_t rows = std::min(bandRows, in().shape.rows - first);
            rows_.read(context, first, rows, scratch);
            for (std::int64_t place = 0; place < factor_ * factor_; ++place) {
                enlarge(context, first, rows, place, scratch);
            }
        });
    }

    std::int64_t scratchFloats() const override { return rows_.floats(bandRows); }
    std::int64_t weightBytes() const override { return weights_.bytes(); }

  private:
    static constexpr std::int64_t bandRows = 4;

    const MapLayout& in() const { return maps_.inputs.front().layout; }
    const MapLayout& out() const { return maps_.output.layout; }

    void enlarge(const RunContext& context, std::int64_t first, std::int64_t rows,
                 std::int64_t place, const float* factors) const {
        const std::int64_t lanes = kernels_.lanes;
        const std::int64_t rowFloats = out().shape.columns * lanes;
        const std::int64_t target =
            (first * factor_ + place / factor_) * rowFloats + place % factor_ * lanes;
        kernels::RowProduct product = productOf(context, maps_, bias_, 0, target);
        product.a = factors;
        product.aRowStride = rows_.rowFactors();
        product.aPixelStride = rows_.pixelFactors();
        product.runs = 1;
        product.runBlocks = rows_.runBlocks(1);
        product.weights = weights_.matrix(place);
        product.rows = rows;
        product.pixels = in().shape.columns;
        product.blocks = out().blocks();
        product.mapRowStride = factor_ * rowFloats;
        product.mapPixelStride = factor_ * lanes;
        kernels_.rowProduct(product);
    }

    const kernels::Set& kernels_;
    std::int64_t factor_;
    StepMaps maps_;
    AlignedFloats bias_;
    PixelRows rows_;
    PackedWeights weights_; ///< a matrix for each place within a block of pixels
};

} // namespace

bool fitsRows(const ConvolutionOp& op, const MapLayout& input) {
    return op.groups == 1 && op.dilation[1] == 1 && input.lanes > 1;
}

std::unique_ptr<Step> makeRowConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                         StepMaps maps) {
    return std::make_unique<RowConvolution>(kernels, op, std::move(maps));
}

std::unique_ptr<Step> makeTransposedRows(const kernels::Set& kernels,
                                         const TransposedConvolutionOp& op, StepMaps maps) {
    return std::make_unique<TransposedRows>(kernels, op, std::move(maps));
}

} // namespace laurel
