#include "winograd_convolution.h"

#include "kernels/kernels.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <vector>

namespace laurel {

namespace {

using layer_kernels::BatchTiles;
using layer_kernels::bestSet;
using layer_kernels::points;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto layout = at::MemoryFormat::ChannelsLast;
constexpr std::int64_t edge = 4;        ///< of a tile's outputs
constexpr std::int64_t pieceTiles = 24; ///< at most in a piece: a multiple of what a product takes
constexpr std::int64_t pieceFloats = 128 * 1024;

/// The tiles of a batch of maps in pieces whose values at the points stay in the second cache.
class Pieces {
  public:
    Pieces(const at::Tensor& map, std::int64_t channels)
        : rows_(map.size(2)), columns_(map.size(3)), perRow_((columns_ + edge - 1) / edge),
          perImage_(perRow_ * ((rows_ + edge - 1) / edge)), tiles_(map.size(0) * perImage_),
          size_(
              std::clamp<std::int64_t>(pieceFloats / (points * channels) / 6 * 6, 6, pieceTiles)) {}

    std::int64_t tiles() const { return tiles_; }
    std::int64_t size() const { return size_; }

    /// Calls action(tiles, thread) for each piece, in several threads.
    template <typename Action>
    void forEach(const Action& action) const {
        const std::int64_t pieces = (tiles_ + size_ - 1) / size_;
        at::parallel_for(0, pieces, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t piece = begin; piece < end; ++piece) {
                const std::int64_t first = piece * size_;
                action(BatchTiles{rows_, columns_, perRow_, perImage_, first,
                                  std::min(size_, tiles_ - first)});
            }
        });
    }

  private:
    std::int64_t rows_, columns_, perRow_, perImage_, tiles_, size_;
};

/// Of the running thread; kept for the next call.
float* scratch(std::int64_t floats) {
    thread_local std::vector<float> memory;
    if (memory.size() < static_cast<std::size_t>(floats)) {
        memory.resize(static_cast<std::size_t>(floats));
    }
    return memory.data();
}

at::Tensor emptyMap(const at::Tensor& like, std::int64_t channels) {
    return at::empty({like.size(0), channels, like.size(2), like.size(3)},
                     like.options().memory_format(layout));
}

/// Calls action(first, last) for all of `sums` with `columns` kernels each, in several threads.
template <typename Action>
void forKernels(std::int64_t sums, std::int64_t columns, const Action& action) {
    constexpr std::int64_t kernels = 512; // that are worth a thread
    at::parallel_for(0, sums, (kernels + columns - 1) / columns, action);
}

/// The kernels at the points, for products that sum over `sums` channels.
/// @param kernel [9, sums, columns]
at::Tensor pointsOf(const at::Tensor& kernel, bool turned) {
    const std::int64_t sums = kernel.size(2);
    const std::int64_t columns = kernel.size(3);
    at::Tensor result = at::empty({points, sums, columns}, at::kFloat);
    const auto* from = kernel.data_ptr<float>();
    auto* to = result.data_ptr<float>();
    forKernels(sums, columns, [&](std::int64_t first, std::int64_t last) {
        bestSet().kernelToPoints({from, to, sums, columns, first, last, turned});
    });
    return result;
}

/// The convolution of a map [N, sums, H, W] with kernels at the points.
at::Tensor convolved(const at::Tensor& input, const at::Tensor& kernel, const float* bias) {
    const std::int64_t sums = kernel.size(1);
    const std::int64_t columns = kernel.size(2);
    at::Tensor out = emptyMap(input, columns);
    const Pieces pieces(input, sums + columns);
    const auto* x = input.data_ptr<float>();
    const auto* weights = kernel.data_ptr<float>();
    auto* to = out.data_ptr<float>();
    pieces.forEach([&](const BatchTiles& tiles) {
        float* values = scratch(points * (sums + columns) * pieces.size());
        float* products = values + points * sums * tiles.count;
        bestSet().mapToTiles({tiles, sums, x, values, nullptr, nullptr});
        bestSet().pointProducts({values, weights, products, tiles.count, sums, columns});
        bestSet().tilesToMap({tiles, columns, products, to, bias, nullptr});
    });
    return out;
}

/// The gradients of weight [out, in, 3, 3] and bias [out].
std::pair<at::Tensor, at::Tensor> kernelGradients(const at::Tensor& input,
                                                  const at::Tensor& gradient) {
    const std::int64_t in = input.size(1);
    const std::int64_t out = gradient.size(1);
    const std::int64_t threads = at::get_num_threads();
    const at::Tensor sums = at::zeros({threads, points, in, out}, at::kFloat);
    const at::Tensor bias = at::zeros({threads, out}, at::kFloat);
    const Pieces pieces(input, in + out);
    const auto* x = input.data_ptr<float>();
    const auto* g = gradient.data_ptr<float>();
    pieces.forEach([&](const BatchTiles& tiles) {
        const std::int64_t thread = at::get_thread_num();
        float* values = scratch(points * (in + out) * pieces.size());
        float* gradients = values + points * in * tiles.count;
        bestSet().mapToTiles({tiles, in, x, values, nullptr, nullptr});
        bestSet().gradientToTiles(
            {tiles, out, g, gradients, nullptr, bias.data_ptr<float>() + thread * out});
        bestSet().pointSums({values, gradients, sums.data_ptr<float>() + thread * points * in * out,
                             tiles.count, in, out});
    });
    const at::Tensor total = sums.sum(0);
    const at::Tensor kernel = at::empty({3, 3, in, out}, at::kFloat);
    const auto* from = total.data_ptr<float>();
    auto* to = kernel.data_ptr<float>();
    forKernels(in, out, [&](std::int64_t first, std::int64_t last) {
        bestSet().pointsToKernel({from, to, in, out, first, last, false});
    });
    return {kernel.permute({3, 2, 0, 1}), bias.sum(0)};
}

struct Winograd : torch::autograd::Function<Winograd> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given,
                              const at::Tensor& weight, const c10::optional<at::Tensor>& bias) {
        const at::Tensor input = given.contiguous(layout);
        context->save_for_backward({input, weight});
        context->saved_data["bias"] = bias.has_value();
        const at::Tensor kernel = pointsOf(weight.permute({2, 3, 1, 0}).contiguous(), false);
        return convolved(input, kernel, bias ? bias->data_ptr<float>() : nullptr);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor gradient = gradients[0].contiguous(layout);
        at::Tensor input;
        if (context->needs_input_grad(0)) {
            const at::Tensor turned = saved[1].permute({2, 3, 0, 1}).contiguous();
            input = convolved(gradient, pointsOf(turned, true), nullptr);
        }
        const auto [weight, bias] = kernelGradients(saved[0], gradient);
        return {input, weight, context->saved_data["bias"].toBool() ? bias : at::Tensor()};
    }
};

} // namespace

bool canUseWinograd(const at::Tensor& input, const at::Tensor& weight) {
    constexpr std::int64_t leastTiles = 64; // below, the kernels' points cost more than is gained
    const auto fits = [](const at::Tensor& tensor) {
        return tensor.dim() == 4 && tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat;
    };
    return c10::GradMode::is_enabled() && fits(input) && fits(weight) &&
           input.size(1) % layer_kernels::lanes == 0 &&
           weight.size(0) % layer_kernels::lanes == 0 &&
           Pieces(input, input.size(1)).tiles() >= leastTiles;
}

at::Tensor winogradConvolution(const at::Tensor& input, const at::Tensor& weight,
                               const at::Tensor& bias) {
    // LibTorch's own functions take no undefined tensors.
    return Winograd::apply(input, weight,
                           bias.defined() ? c10::optional<at::Tensor>(bias) : c10::nullopt);
}

} // namespace laurel
