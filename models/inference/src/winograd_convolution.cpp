#include "convolution_step.h"
#include "packed_weights.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::int64_t pieceFloats =
    48 * 1024; // of a thread's tiles: they stay in the second cache

class WinogradConvolution final : public Step {
  public:
    WinogradConvolution(const kernels::Set& kernels, const ConvolutionOp& op, StepMaps maps,
                        int edge)
        : kernels_(kernels), edge_(edge), points_((edge + 2) * (edge + 2)), padding_(op.padding),
          maps_(std::move(maps)),
          bias_(op.bias.empty() ? AlignedFloats{} : perLane(op.bias, maps_.output.layout)),
          weights_(kernels, inBlocks() * kernels.lanes, outBlocks() * kernels.lanes, points_) {
        const MapShape& out = maps_.output.layout.shape;
        tilesPerRow_ = (out.columns + edge - 1) / edge;
        tiles_ = tilesPerRow_ * ((out.rows + edge - 1) / edge);
        pack(op);
        const std::int64_t least = kernels.tilePixels;
        const std::int64_t fits = pieceFloats / (valueFloats(1) + productFloats(1)) / least * least;
        piece_ = std::clamp<std::int64_t>(fits, least, std::max(least, tiles_));
        // Each piece reads all weights again, so a few tiles at the end go with those before them.
        const std::int64_t rest = tiles_ % piece_;
        pieces_ = std::max<std::int64_t>(1, tiles_ / piece_ + (2 * rest > least ? 1 : 0));
        pointwise_ = hasMoreWeightsThanTiles();
        pieces_ = pointwise_ ? 1 : pieces_;
    }

    void run(const RunContext& context) const override {
        if (pointwise_) {
            convolvePointwise(context);
            return;
        }
        context.team.run(pieces_, [&](std::int64_t piece, int thread) {
            convolve(context, piece, context.scratch[static_cast<std::size_t>(thread)].data());
        });
    }

    std::int64_t scratchFloats() const override { return pointwise_ ? 0 : tileFloats(); }
    std::int64_t sharedFloats() const override { return pointwise_ ? tileFloats() : 0; }
    std::int64_t sumFloats() const override { return pieces_ * 2 * outBlocks() * kernels_.lanes; }

    std::int64_t weightBytes() const override { return weights_.bytes(); }

  private:
    std::int64_t inBlocks() const { return maps_.inputs.front().layout.blocks(); }
    std::int64_t outBlocks() const { return maps_.output.layout.blocks(); }

    /// Memory of what so many tiles have at the points, and of what is made of it.
    std::int64_t valueFloats(std::int64_t tiles) const {
        return points_ * inBlocks() * tiles * kernels_.lanes * kernels_.factorBytes /
               static_cast<std::int64_t>(sizeof(float));
    }
    std::int64_t productFloats(std::int64_t tiles) const {
        return points_ * outBlocks() * tiles * kernels_.lanes;
    }

    /// Of all tiles that are computed at once.
    std::int64_t tileFloats() const {
        const std::int64_t most = std::max(piece_, tiles_ - (pieces_ - 1) * piece_);
        return valueFloats(most) + productFloats(most);
    }

    /// Whether there is more to read of weights, anew for each piece, than all tiles have at all
    /// points, which must then be written and read again.
    bool hasMoreWeightsThanTiles() const {
        const std::int64_t tileBytes = (valueFloats(tiles_) + productFloats(tiles_)) *
                                       static_cast<std::int64_t>(sizeof(float));
        return pieces_ > 1 && weights_.bytes() > tileBytes;
    }

    void pack(const ConvolutionOp& op) {
        const std::int64_t inputs = maps_.inputs.front().layout.shape.channels;
        const std::int64_t outputs = maps_.output.layout.shape.channels;
        for (std::int64_t output = 0; output < outputs; ++output) {
            for (std::int64_t input = 0; input < inputs; ++input) {
                const auto points =
                    winogradPoints(op.weight.data() + 9 * (output * inputs + input), edge_);
                for (std::int64_t point = 0; point < points_; ++point) {
                    weights_.put(point, input, output, points[static_cast<std::size_t>(point)]);
                }
            }
        }
    }

    kernels::Tiles tiles(std::int64_t first, std::int64_t count) const {
        const MapShape& in = maps_.inputs.front().layout.shape;
        const MapShape& out = maps_.output.layout.shape;
        return {in.rows,     in.columns,   out.rows, out.columns, padding_[0],
                padding_[1], tilesPerRow_, first,    count};
    }

    /// Some tiles from the map to the map, by one thread: all weights, every tile once in the
    /// cache.
    void convolve(const RunContext& context, std::int64_t piece, float* scratch) const {
        const std::int64_t first = piece * piece_;
        const std::int64_t count = piece + 1 == pieces_ ? tiles_ - first : piece_;
        float* products = scratch + valueFloats(count);
        readTiles(context, tiles(first, count), 0, inBlocks(), scratch);
        for (std::int64_t point = 0; point < points_; ++point) {
            multiply(point, scratch, products, count);
        }
        float* sums = context.sums + piece * 2 * outBlocks() * kernels_.lanes;
        writeTiles(context, tiles(first, count), 0, outBlocks(), products, sums);
    }

    /// All tiles, point by point: all weights are read once.
    void convolvePointwise(const RunContext& context) const {
        float* values = context.shared;
        float* products = values + valueFloats(tiles_);
        context.team.run(inBlocks(), [&](std::int64_t block, int) {
            readTiles(context, tiles(0, tiles_), block, 1, values);
        });
        context.team.run(
            points_, [&](std::int64_t point, int) { multiply(point, values, products, tiles_); });
        context.team.run(outBlocks(), [&](std::int64_t block, int) {
            writeTiles(context, tiles(0, tiles_), block, 1, products, context.sums);
        });
    }

    /// Some blocks of tiles of the map, at all points. @param values of all blocks
    void readTiles(const RunContext& context, const kernels::Tiles& tiles, std::int64_t block,
                   std::int64_t blocks, float* values) const {
        const Placed& map = maps_.inputs.front();
        const std::int64_t blockValues = tiles.count * kernels_.lanes;
        const kernels::WinogradInput input{
            tiles, map.in(context) + block * map.layout.blockSize(), blocks,
            reinterpret_cast<std::byte*>(values) + block * blockValues * kernels_.factorBytes,
            inBlocks() * blockValues};
        edge_ == 2 ? kernels_.winogradInput2(input) : kernels_.winogradInput4(input);
    }

    /// @param products of all blocks @param sums of all blocks
    void writeTiles(const RunContext& context, const kernels::Tiles& tiles, std::int64_t block,
                    std::int64_t blocks, const float* products, float* sums) const {
        const std::int64_t lanes = kernels_.lanes;
        const std::int64_t offset = block * maps_.output.layout.blockSize();
        const float* residual = maps_.residualIn(context);
        const kernels::WinogradOutput output{tiles,
                                             products + block * tiles.count * lanes,
                                             outBlocks() * tiles.count * lanes,
                                             blocks,
                                             bias_.empty() ? nullptr : bias_.data() + block * lanes,
                                             residual == nullptr ? nullptr : residual + offset,
                                             maps_.output.in(context) + offset,
                                             maps_.slope.has_value(),
                                             maps_.slope.value_or(0),
                                             sums + block * 2 * lanes};
        edge_ == 2 ? kernels_.winogradOutput2(output) : kernels_.winogradOutput4(output);
    }

    /// What the tiles have at a point × the kernels' values there.
    void multiply(std::int64_t point, const float* values, float* products,
                  std::int64_t tiles) const {
        const std::int64_t lanes = kernels_.lanes;
        kernels::Product product{};
        product.aBlockStride = tiles * lanes;
        product.sumBlocks = inBlocks();
        product.outBlockStride = tiles * lanes;
        product.outPixelStride = lanes;
        product.outBlocks = outBlocks();
        product.pixels = tiles;
        const std::int64_t pointBytes = inBlocks() * tiles * lanes * kernels_.factorBytes;
        product.a = reinterpret_cast<const std::byte*>(values) + point * pointBytes;
        product.weights = weights_.matrix(point);
        product.live = weights_.live();
        product.out = products + point * outBlocks() * tiles * lanes;
        kernels_.product(product);
    }

    const kernels::Set& kernels_;
    int edge_;
    std::int64_t points_;
    RowsColumns padding_;
    StepMaps maps_;
    AlignedFloats bias_;
    PackedWeights weights_; ///< a matrix for each point
    std::int64_t tilesPerRow_ = 0;
    std::int64_t tiles_ = 0;
    std::int64_t piece_ = 0; ///< tiles at once
    std::int64_t pieces_ = 0;
    bool pointwise_ = false;
};

} // namespace

std::unique_ptr<Step> makeWinogradConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                              StepMaps maps, int edge) {
    return std::make_unique<WinogradConvolution>(kernels, op, std::move(maps), edge);
}

} // namespace laurel
