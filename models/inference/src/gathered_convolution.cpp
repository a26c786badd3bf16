#include "convolution_step.h"
#include "laurel/base/error.h"
#include "packed_weights.h"

#include <algorithm>

namespace laurel {

namespace {

/// Of one piece: in the first cache, or where the weights do not fit in there, in the second.
constexpr std::int64_t fewGatheredFloats = 6 * 1024;
constexpr std::int64_t manyGatheredFloats = 64 * 1024;
constexpr std::int64_t fewWeights = 12 * 1024;

/// One group of channels of a convolution; the whole where there is one group.
struct Group {
    PackedWeights weights;
    std::int64_t firstInput = 0;  ///< block
    std::int64_t firstOutput = 0; ///< block
};

class GatheredConvolution final : public Step {
  public:
    GatheredConvolution(const kernels::Set& kernels, const ConvolutionOp& op, StepMaps maps)
        : kernels_(kernels), kernel_(op.kernel), stride_(op.stride), padding_(op.padding),
          dilation_(op.dilation), maps_(std::move(maps)),
          bias_(op.bias.empty() ? AlignedFloats{} : perLane(op.bias, maps_.output.layout)) {
        const MapLayout& in = maps_.inputs.front().layout;
        const MapLayout& out = maps_.output.layout;
        requireWholeBlocks(op.groups, in, out);
        inputs_ = in.shape.channels / op.groups;
        inputBlocks_ = in.lanes == 1 ? inputs_ : in.blocks() / op.groups;
        outputBlocks_ = out.blocks() / op.groups;
        const std::int64_t sums = kernel_[0] * kernel_[1] * inputBlocks_ * in.lanes;
        sumBlocks_ = (sums + kernels.lanes - 1) / kernels.lanes;
        const std::int64_t outputs = out.shape.channels / op.groups;
        for (std::int64_t group = 0; group < op.groups; ++group) {
            groups_.push_back({packedGroup(op, group * outputs, outputs, in.lanes),
                               group * inputBlocks_, group * outputBlocks_});
        }
        isPointwise_ = in.lanes == kernels.lanes && kernel_ == RowsColumns{1, 1} &&
                       stride_ == RowsColumns{1, 1} && padding_ == RowsColumns{0, 0};
        chunk_ = chunkFor(out.shape.pixels());
    }

    void run(const RunContext& context) const override {
        const std::int64_t pixels = maps_.output.layout.shape.pixels();
        const std::int64_t chunk =
            std::min(chunk_, (pixels + context.team.threads() - 1) / context.team.threads());
        const std::int64_t chunks = (pixels + chunk - 1) / chunk;
        const auto groups = static_cast<std::int64_t>(groups_.size());
        context.team.run(chunks * groups, [&](std::int64_t piece, int thread) {
            const std::int64_t first = piece / groups * chunk;
            convolve(context, groups_[static_cast<std::size_t>(piece % groups)], first,
                     std::min(chunk, pixels - first),
                     context.scratch[static_cast<std::size_t>(thread)].data());
        });
    }

    std::int64_t scratchFloats() const override {
        return readsInPlace() ? 0 : chunk_ * sumBlocks_ * kernels_.lanes;
    }

    std::int64_t weightBytes() const override {
        std::int64_t bytes = 0;
        for (const Group& group : groups_) {
            bytes += group.weights.bytes();
        }
        return bytes;
    }

  private:
    /// The map itself is what is multiplied.
    bool readsInPlace() const { return isPointwise_ && kernels_.factorBytes == sizeof(float); }

    void requireWholeBlocks(std::int64_t groups, const MapLayout& in, const MapLayout& out) const {
        if (groups > 1 && (in.shape.channels / groups % in.lanes != 0 ||
                           out.shape.channels / groups % out.lanes != 0)) {
            throw Error(ErrorCode::Unsupported, "a convolution in groups of " +
                                                    std::to_string(in.shape.channels / groups) +
                                                    " channels, which are no whole blocks of " +
                                                    std::to_string(kernels_.lanes));
        }
    }

    std::int64_t chunkFor(std::int64_t pixels) const {
        constexpr std::int64_t tile = 12; // pixels that any shape of tile divides
        const std::int64_t sums = sumBlocks_ * kernels_.lanes;
        const bool hasFewWeights = sums * outputBlocks_ * kernels_.lanes <= fewWeights;
        const std::int64_t most = hasFewWeights ? fewGatheredFloats : manyGatheredFloats;
        const std::int64_t fits = most / sums / tile * tile;
        return std::clamp<std::int64_t>(readsInPlace() ? 96 * tile : fits, tile,
                                        std::max(tile, pixels));
    }

    /// Sums run over kernel rows, kernel columns, then channels, as `gather` lays them out.
    PackedWeights packedGroup(const ConvolutionOp& op, std::int64_t firstOutput,
                              std::int64_t outputs, std::int64_t lanes) const {
        const std::int64_t window = kernel_[0] * kernel_[1];
        PackedWeights weights(kernels_, sumBlocks_ * kernels_.lanes,
                              outputBlocks_ * kernels_.lanes);
        const float* from = op.weight.data() + firstOutput * inputs_ * window;
        for (std::int64_t output = 0; output < outputs; ++output) {
            for (std::int64_t input = 0; input < inputs_; ++input) {
                for (std::int64_t place = 0; place < window; ++place) {
                    weights.put(0, place * inputBlocks_ * lanes + input, output, *from++);
                }
            }
        }
        return weights;
    }

    void convolve(const RunContext& context, const Group& group, std::int64_t first,
                  std::int64_t count, float* gathered) const {
        const std::int64_t lanes = kernels_.lanes;
        const MapLayout& in = maps_.inputs.front().layout;
        const MapLayout& out = maps_.output.layout;
        const std::int64_t target = group.firstOutput * out.blockSize() + first * lanes;
        const float* residual = maps_.residualIn(context);
        kernels::Product product{};
        if (readsInPlace()) {
            product.a = source(context, group) + first * lanes;
            product.aBlockStride = in.blockSize();
        } else {
            gather(source(context, group), first, count, gathered);
            product.a = gathered;
            product.aBlockStride = count * lanes;
        }
        product.sumBlocks = sumBlocks_;
        product.weights = group.weights.matrix(0);
        product.live = group.weights.live();
        product.bias = bias_.empty() ? nullptr : bias_.data() + group.firstOutput * lanes;
        product.residual = residual == nullptr ? nullptr : residual + target;
        product.out = maps_.output.in(context) + target;
        product.outBlockStride = out.blockSize();
        product.outPixelStride = lanes;
        product.outBlocks = outputBlocks_;
        product.pixels = count;
        product.activate = maps_.slope.has_value();
        product.slope = maps_.slope.value_or(0);
        kernels_.product(product);
    }

    const float* source(const RunContext& context, const Group& group) const {
        const Placed& map = maps_.inputs.front();
        return map.in(context) + group.firstInput * map.layout.blockSize();
    }

    void gather(const float* source, std::int64_t first, std::int64_t count,
                float* gathered) const {
        if (maps_.inputs.front().layout.lanes > 1) {
            gatherBlocks(source, first, count, reinterpret_cast<std::byte*>(gathered));
            return;
        }
        gatherPlain(source, first, count, gathered);
        if (kernels_.factorBytes != sizeof(float)) {
            kernels_.toFactors(gathered, kernels_.lanes, sumBlocks_ * count, gathered,
                               kernels_.lanes);
        }
    }

    /// Outputs of one row whose windows' values at one place lie in one row of the input.
    struct Stretch {
        std::int64_t first; ///< counted from the first output of the call
        std::int64_t count;
        std::int64_t begin; ///< of those that lie inside the input, counted from `first`
        std::int64_t end;
        std::int64_t source; ///< pixel of `begin`; the next is a stride further on
    };

    Stretch stretchAt(std::int64_t kernelRow, std::int64_t kernelColumn, std::int64_t output,
                      std::int64_t most) const {
        const MapShape& in = maps_.inputs.front().layout.shape;
        const std::int64_t columns = maps_.output.layout.shape.columns;
        const std::int64_t step = stride_[1];
        const std::int64_t row =
            output / columns * stride_[0] - padding_[0] + kernelRow * dilation_[0];
        const std::int64_t column =
            output % columns * step - padding_[1] + kernelColumn * dilation_[1];
        Stretch stretch{};
        stretch.count = std::min(most, columns - output % columns);
        if (row >= 0 && row < in.rows && column < in.columns) {
            stretch.begin = std::min(stretch.count, column < 0 ? (step - 1 - column) / step : 0);
            stretch.end =
                std::clamp((in.columns - 1 - column) / step + 1, stretch.begin, stretch.count);
        }
        stretch.source = row * in.columns + column + stretch.begin * step;
        return stretch;
    }

    template <typename Visit>
    void forEachStretch(std::int64_t kernelRow, std::int64_t kernelColumn, std::int64_t first,
                        std::int64_t count, const Visit& visit) const {
        for (std::int64_t done = 0; done < count;) {
            Stretch stretch = stretchAt(kernelRow, kernelColumn, first + done, count - done);
            stretch.first = done;
            visit(stretch);
            done += stretch.count;
        }
    }

    void gatherBlocks(const float* source, std::int64_t first, std::int64_t count,
                      std::byte* to) const {
        const std::int64_t pixelBytes = kernels_.lanes * kernels_.factorBytes;
        for (std::int64_t y = 0; y < kernel_[0]; ++y) {
            for (std::int64_t x = 0; x < kernel_[1]; ++x) {
                for (std::int64_t block = 0; block < inputBlocks_; ++block) {
                    const float* plane = source + block * maps_.inputs.front().layout.blockSize();
                    forEachStretch(y, x, first, count, [&](const Stretch& stretch) {
                        copyStretch(plane, stretch, to + stretch.first * pixelBytes);
                    });
                    to += count * pixelBytes;
                }
            }
        }
    }

    /// Zeros beyond the border: all bits of either kind of factor.
    void copyStretch(const float* plane, const Stretch& stretch, std::byte* to) const {
        const std::int64_t lanes = kernels_.lanes;
        const std::int64_t pixelBytes = lanes * kernels_.factorBytes;
        std::fill_n(to, stretch.begin * pixelBytes, std::byte{});
        kernels_.toFactors(plane + stretch.source * lanes, stride_[1] * lanes,
                           stretch.end - stretch.begin, to + stretch.begin * pixelBytes, lanes);
        std::fill_n(to + stretch.end * pixelBytes, (stretch.count - stretch.end) * pixelBytes,
                    std::byte{});
    }

    void gatherPlain(const float* source, std::int64_t first, std::int64_t count, float* to) const {
        const std::int64_t lanes = kernels_.lanes;
        std::fill_n(to, sumBlocks_ * count * lanes, 0.0F);
        std::int64_t sum = 0;
        for (std::int64_t y = 0; y < kernel_[0]; ++y) {
            for (std::int64_t x = 0; x < kernel_[1]; ++x) {
                for (std::int64_t channel = 0; channel < inputs_; ++channel, ++sum) {
                    const float* plane = source + channel * maps_.inputs.front().layout.blockSize();
                    float* column = to + sum / lanes * count * lanes + sum % lanes;
                    forEachStretch(y, x, first, count, [&](const Stretch& stretch) {
                        const float* from = plane + stretch.source;
                        float* own = column + (stretch.first + stretch.begin) * lanes;
                        for (std::int64_t i = stretch.begin; i < stretch.end; ++i) {
                            *own = *from;
                            own += lanes;
                            from += stride_[1];
                        }
                    });
                }
            }
        }
    }

    const kernels::Set& kernels_;
    RowsColumns kernel_;
    RowsColumns stride_;
    RowsColumns padding_;
    RowsColumns dilation_;
    StepMaps maps_;
    AlignedFloats bias_;
    std::vector<Group> groups_;
    std::int64_t inputs_ = 0;       ///< channels of a group
    std::int64_t inputBlocks_ = 0;  ///< of a group
    std::int64_t outputBlocks_ = 0; ///< of a group
    std::int64_t sumBlocks_ = 0;
    std::int64_t chunk_ = 0; ///< pixels
    bool isPointwise_ = false;
};

} // namespace

std::unique_ptr<Step> makeGatheredConvolution(const kernels::Set& kernels, const ConvolutionOp& op,
                                              StepMaps maps) {
    return std::make_unique<GatheredConvolution>(kernels, op, std::move(maps));
}

} // namespace laurel
