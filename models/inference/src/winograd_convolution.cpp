#include "convolution_step.h"
#include "packed_weights.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::int64_t pieceFloats =
    48 * 1024;                         // of a thread's tiles: they stay in the second cache
constexpr std::int64_t leastTiles = 6; // what one tile of a product takes

class WinogradConvolution final : public Step {
  public:
    WinogradConvolution(const kernels::Set& kernels, const ConvolutionOp& op, StepMaps maps,
                        int edge)
        : kernels_(kernels), edge_(edge), points_((edge + 2) * (edge + 2)), padding_(op.padding),
          maps_(std::move(maps)),
          bias_(op.bias.empty() ? AlignedFloats{} : perLane(op.bias, maps_.output.layout)) {
        const MapShape& out = maps_.output.layout.shape;
        tilesPerRow_ = (out.columns + edge - 1) / edge;
        tiles_ = tilesPerRow_ * ((out.rows + edge - 1) / edge);
        pack(op);
        const std::int64_t perTile = points_ * (inBlocks() + outBlocks()) * kernels.lanes;
        const std::int64_t fits = pieceFloats / perTile / leastTiles * leastTiles;
        piece_ = std::clamp<std::int64_t>(fits, leastTiles, std::max(leastTiles, tiles_));
        pieces_ = (tiles_ + piece_ - 1) / piece_;
    }

    void run(const RunContext& context) const override {
        context.team.run(pieces_, [&](std::int64_t piece, int thread) {
            convolve(context, piece, context.scratch[static_cast<std::size_t>(thread)].data());
        });
    }

    std::int64_t scratchFloats() const override {
        return points_ * (inBlocks() + outBlocks()) * piece_ * kernels_.lanes;
    }

    std::int64_t sumFloats() const override { return pieces_ * 2 * outBlocks() * kernels_.lanes; }

    std::int64_t weightFloats() const override {
        return static_cast<std::int64_t>(weights_.size());
    }

  private:
    std::int64_t inBlocks() const { return maps_.inputs.front().layout.blocks(); }
    std::int64_t outBlocks() const { return maps_.output.layout.blocks(); }

    void pack(const ConvolutionOp& op) {
        const std::int64_t inputs = maps_.inputs.front().layout.shape.channels;
        const std::int64_t outputs = maps_.output.layout.shape.channels;
        const PackedOrder order(kernels_, inBlocks() * kernels_.lanes,
                                outBlocks() * kernels_.lanes);
        weights_.resize(order.size() * static_cast<std::size_t>(points_), 0.0F);
        for (std::int64_t output = 0; output < outputs; ++output) {
            for (std::int64_t input = 0; input < inputs; ++input) {
                const auto points =
                    winogradPoints(op.weight.data() + 9 * (output * inputs + input), edge_);
                float* to = weights_.data() + order.at(input, output);
                for (std::size_t point = 0; point < static_cast<std::size_t>(points_); ++point) {
                    to[point * order.size()] = points[point];
                }
            }
        }
    }

    void convolve(const RunContext& context, std::int64_t piece, float* scratch) const {
        const MapShape& in = maps_.inputs.front().layout.shape;
        const MapShape& out = maps_.output.layout.shape;
        const std::int64_t first = piece * piece_;
        const kernels::Tiles tiles{in.rows,      in.columns,  out.rows,
                                   out.columns,  padding_[0], padding_[1],
                                   tilesPerRow_, first,       std::min(piece_, tiles_ - first)};
        float* values = scratch;
        float* products = scratch + points_ * inBlocks() * tiles.count * kernels_.lanes;
        const kernels::WinogradInput input{tiles, maps_.inputs.front().in(context), inBlocks(),
                                           values};
        edge_ == 2 ? kernels_.winogradInput2(input) : kernels_.winogradInput4(input);
        multiply(values, products, tiles.count);
        float* sums = context.sums + piece * 2 * outBlocks() * kernels_.lanes;
        const kernels::WinogradOutput output{tiles,
                                             products,
                                             outBlocks(),
                                             bias_.empty() ? nullptr : bias_.data(),
                                             maps_.residualIn(context),
                                             maps_.output.in(context),
                                             maps_.slope.has_value(),
                                             maps_.slope.value_or(0),
                                             sums};
        edge_ == 2 ? kernels_.winogradOutput2(output) : kernels_.winogradOutput4(output);
    }

    /// For each point, what the tiles have there × the kernels' values there.
    void multiply(const float* values, float* products, std::int64_t tiles) const {
        const std::int64_t lanes = kernels_.lanes;
        kernels::Product product{};
        product.aBlockStride = tiles * lanes;
        product.sumBlocks = inBlocks();
        product.outBlockStride = tiles * lanes;
        product.outPixelStride = lanes;
        product.outBlocks = outBlocks();
        product.pixels = tiles;
        for (std::int64_t point = 0; point < points_; ++point) {
            product.a = values + point * inBlocks() * tiles * lanes;
            product.weights = weights_.data() + point * inBlocks() * lanes * outBlocks() * lanes;
            product.out = products + point * outBlocks() * tiles * lanes;
            kernels_.product(product);
        }
    }

    const kernels::Set& kernels_;
    int edge_;
    std::int64_t points_;
    RowsColumns padding_;
    StepMaps maps_;
    AlignedFloats bias_;
    AlignedFloats weights_; ///< points × packed
    std::int64_t tilesPerRow_ = 0;
    std::int64_t tiles_ = 0;
    std::int64_t piece_ = 0; ///< tiles at once
    std::int64_t pieces_ = 0;
};

} // namespace

std::unique_ptr<Step> makeWinogradConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                              StepMaps maps, int edge) {
    return std::make_unique<WinogradConvolution>(kernels, op, std::move(maps), edge);
}

} // namespace laurel
