#include "convolution_step.h"

#include "packed_weights.h"

#include <algorithm>

namespace laurel {

namespace {

/// The edge of the tiles that cost least; 0: gathering does. Counted in products per pair of
/// channels; weights that no cache keeps cost as much to read as so many products.
int bestEdge(const ConvolutionOp& op, const StepMaps& maps) {
    constexpr RowsColumns ones{1, 1};
    if (op.kernel != RowsColumns{3, 3} || op.stride != ones || op.dilation != ones ||
        op.groups != 1 || maps.inputs.front().layout.lanes == 1) {
        return 0;
    }
    constexpr std::int64_t perWeight = 12;
    constexpr std::int64_t cachedFloats = 64 * 1024;
    const MapShape& out = maps.output.layout.shape;
    const std::int64_t pairs = maps.inputs.front().layout.shape.channels * out.channels;
    const auto cost = [&](std::int64_t products, std::int64_t weights) {
        return products + (weights * pairs > cachedFloats ? perWeight * weights : 0);
    };
    const auto winograd = [&](std::int64_t edge) {
        const std::int64_t points = (edge + 2) * (edge + 2);
        const std::int64_t tiles =
            ((out.rows + edge - 1) / edge) * ((out.columns + edge - 1) / edge);
        return cost(tiles * points, points);
    };
    const std::int64_t best = std::min(winograd(2), winograd(4));
    if (best > cost(9 * out.pixels(), 9) * 9 / 10) {
        return 0;
    }
    return winograd(4) == best ? 4 : 2;
}

/// A product for each of the factor × factor places, whose results are factor pixels apart.
class TransposedConvolution final : public Step {
  public:
    TransposedConvolution(const kernels::Set& kernels, const TransposedConvolutionOp& op,
                          StepMaps maps)
        : kernels_(kernels), factor_(op.factor), maps_(std::move(maps)),
          bias_(op.bias.empty() ? AlignedFloats{} : perLane(op.bias, maps_.output.layout)),
          weights_(packedPlaces(kernels, op, maps_.inputs.front().layout.blocks() * kernels.lanes,
                                maps_.output.layout)) {}

    void run(const RunContext& context) const override {
        const MapShape& in = maps_.inputs.front().layout.shape;
        context.team.run(in.rows, [&](std::int64_t row, int thread) {
            kernels::Product product{};
            readRow(context, row, context.scratch[static_cast<std::size_t>(thread)].data(),
                    product);
            for (std::int64_t place = 0; place < factor_ * factor_; ++place) {
                enlargeRow(context, row, place, product);
            }
        });
    }

    std::int64_t scratchFloats() const override {
        const MapLayout& in = maps_.inputs.front().layout;
        return multipliesFloats() ? 0 : in.blocks() * in.shape.columns * in.lanes;
    }

    std::int64_t weightBytes() const override { return weights_.bytes(); }

  private:
    bool multipliesFloats() const { return kernels_.factorBytes == sizeof(float); }

    /// Sets what is multiplied: a row of the map itself, or its factors in `scratch`.
    void readRow(const RunContext& context, std::int64_t row, float* scratch,
                 kernels::Product& product) const {
        const MapLayout& in = maps_.inputs.front().layout;
        const std::int64_t rowFloats = in.shape.columns * in.lanes;
        const float* map = maps_.inputs.front().in(context) + row * rowFloats;
        product.sumBlocks = in.blocks();
        product.a = multipliesFloats() ? map : scratch;
        product.aBlockStride = multipliesFloats() ? in.blockSize() : rowFloats;
        if (!multipliesFloats()) {
            for (std::int64_t block = 0; block < in.blocks(); ++block) {
                kernels_.toFactors(map + block * in.blockSize(), in.lanes, in.shape.columns,
                                   reinterpret_cast<std::byte*>(scratch) +
                                       block * rowFloats * kernels_.factorBytes,
                                   in.lanes);
            }
        }
    }

    void enlargeRow(const RunContext& context, std::int64_t row, std::int64_t place,
                    kernels::Product product) const {
        const std::int64_t lanes = kernels_.lanes;
        const MapLayout& out = maps_.output.layout;
        const std::int64_t target =
            ((row * factor_ + place / factor_) * out.shape.columns + place % factor_) * lanes;
        const float* residual = maps_.residualIn(context);
        product.weights = weights_.matrix(place);
        product.live = weights_.live();
        product.bias = bias_.empty() ? nullptr : bias_.data();
        product.residual = residual == nullptr ? nullptr : residual + target;
        product.out = maps_.output.in(context) + target;
        product.outBlockStride = out.blockSize();
        product.outPixelStride = factor_ * lanes;
        product.outBlocks = out.blocks();
        product.pixels = maps_.inputs.front().layout.shape.columns;
        product.activate = maps_.slope.has_value();
        product.slope = maps_.slope.value_or(0);
        kernels_.product(product);
    }

    const kernels::Set& kernels_;
    std::int64_t factor_;
    StepMaps maps_;
    AlignedFloats bias_;
    PackedWeights weights_; ///< a matrix for each place within a block of pixels
};

} // namespace

AlignedFloats perLane(const std::vector<float>& values, const MapLayout& layout) {
    AlignedFloats result(values.begin(), values.end());
    result.resize(static_cast<std::size_t>(layout.blocks() * layout.lanes), 0.0F);
    return result;
}

std::unique_ptr<Step> makeConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                      StepMaps maps) {
    if (kernels.rowProduct != nullptr) {
        return makeRowConvolution(kernels, op, std::move(maps));
    }
    const int edge = bestEdge(op, maps);
    return edge == 0 ? makeGatheredConvolution(kernels, op, std::move(maps))
                     : makeWinogradConvolution(kernels, op, std::move(maps), edge);
}

std::unique_ptr<Step> makeTransposedConvolution(const kernels::Set& kernels,
                                                const TransposedConvolutionOp& op, StepMaps maps) {
    if (kernels.rowProduct != nullptr) {
        return makeTransposedRows(kernels, op, std::move(maps));
    }
    return std::make_unique<TransposedConvolution>(kernels, op, std::move(maps));
}

} // namespace laurel
