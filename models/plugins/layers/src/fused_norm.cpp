#include "fused_norm.h"

#include "kernels/kernels.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <torch/csrc/autograd/custom_function.h>
#include <vector>

namespace laurel {

namespace {

using layer_kernels::bestSet;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// LibTorch's own functions take no undefined tensors.
using OptionalTensor = c10::optional<at::Tensor>;

OptionalTensor orNone(const at::Tensor& tensor) {
    return tensor.defined() ? OptionalTensor(tensor) : c10::nullopt;
}

constexpr auto layout = at::MemoryFormat::ChannelsLast;

/// How a batch of maps is cut into pieces: small enough that a piece is still in the first cache
/// when it is read again, and the same for every number of threads.
struct Pieces {
    explicit Pieces(const at::Tensor& map)
        : images(map.size(0)), channels(map.size(1)), pixels(map.size(2) * map.size(3)) {
        constexpr std::int64_t floats = 4096;
        size = std::clamp<std::int64_t>(floats / channels, 1, pixels);
        perImage = (pixels + size - 1) / size;
    }

    /// Calls action(piece, offset of its first float, pixels, image) for all, in several threads.
    template <typename Action>
    void forEach(const Action& action) const {
        const std::int64_t grain = std::max<std::int64_t>(1, 8192 / (size * channels));
        at::parallel_for(0, images * perImage, grain, [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t piece = first; piece < last; ++piece) {
                const std::int64_t image = piece / perImage;
                const std::int64_t begin = piece % perImage * size;
                action(piece, (image * pixels + begin) * channels, std::min(size, pixels - begin),
                       image);
            }
        });
    }

    std::int64_t images, channels, pixels;
    std::int64_t size; ///< pixels of a piece; the last of an image may have fewer
    std::int64_t perImage;
};

/// Two numbers per channel of each piece, and their sums per channel of each image.
struct PieceSums {
    explicit PieceSums(const Pieces& pieces)
        : perPiece(
              static_cast<std::size_t>(2 * pieces.images * pieces.perImage * pieces.channels)) {}

    float* of(std::int64_t piece, const Pieces& pieces) {
        return perPiece.data() + 2 * piece * pieces.channels;
    }

    /// Of one image: all channels' first numbers, then their second ones.
    std::vector<double> total(std::int64_t image, const Pieces& pieces) const {
        const auto width = static_cast<std::size_t>(2 * pieces.channels);
        std::vector<double> sums(width);
        const float* from = perPiece.data() + image * pieces.perImage * 2 * pieces.channels;
        for (std::int64_t piece = 0; piece < pieces.perImage; ++piece) {
            for (std::size_t i = 0; i < width; ++i) {
                sums[i] += static_cast<double>(*from++);
            }
        }
        return sums;
    }

    std::vector<float> perPiece;
};

/// [images, 2 × groups]: mean and 1 / standard deviation. Sums are of differences from each
/// channel's first pixel, so that large means cost no digits.
at::Tensor moments(const at::Tensor& input, const FusedNormSettings& settings) {
    const Pieces pieces(input);
    const auto* x = input.data_ptr<float>();
    PieceSums sums(pieces);
    pieces.forEach(
        [&](std::int64_t piece, std::int64_t offset, std::int64_t pixels, std::int64_t image) {
            float* to = sums.of(piece, pieces);
            bestSet().sums({x + offset, pixels, pieces.channels,
                            x + image * pieces.pixels * pieces.channels, to, to + pieces.channels});
        });
    const at::Tensor result = at::empty({pieces.images, settings.groups, 2}, at::kFloat);
    auto* to = result.data_ptr<float>();
    const std::int64_t width = pieces.channels / settings.groups;
    const auto count = static_cast<double>(pieces.pixels);
    for (std::int64_t image = 0; image < pieces.images; ++image) {
        const std::vector<double> total = sums.total(image, pieces);
        const float* first = x + image * pieces.pixels * pieces.channels;
        for (std::int64_t group = 0; group < settings.groups; ++group) {
            double mean = 0;
            for (std::int64_t c = group * width; c < (group + 1) * width; ++c) {
                mean +=
                    (total[static_cast<std::size_t>(c)] / count + static_cast<double>(first[c])) /
                    static_cast<double>(width);
            }
            double variance = 0;
            for (std::int64_t c = group * width; c < (group + 1) * width; ++c) {
                const double own = total[static_cast<std::size_t>(c)] / count;
                const double away = own + static_cast<double>(first[c]) - mean;
                const double squares = total[static_cast<std::size_t>(c + pieces.channels)] / count;
                variance += (squares - own * own + away * away) / static_cast<double>(width);
            }
            *to++ = static_cast<float>(mean);
            *to++ = static_cast<float>(1 / std::sqrt(std::max(variance, 0.0) + settings.epsilon));
        }
    }
    return result;
}

/// Per image and channel the two numbers of its group.
struct GroupMoments {
    GroupMoments(const at::Tensor& moments, std::int64_t image, std::int64_t channels)
        : width(channels / moments.size(1)),
          values(moments.data_ptr<float>() + image * 2 * moments.size(1)) {}

    float mean(std::int64_t channel) const { return values[channel / width * 2]; }
    float scale(std::int64_t channel) const { return values[channel / width * 2 + 1]; }

    std::int64_t width;
    const float* values;
};

at::Tensor normalised(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                      const at::Tensor& shortcut, const at::Tensor& moments, bool rectify) {
    const Pieces pieces(input);
    std::vector<float> factors(static_cast<std::size_t>(2 * pieces.images * pieces.channels));
    float* factor = factors.data();
    for (std::int64_t image = 0; image < pieces.images; ++image, factor += 2 * pieces.channels) {
        const GroupMoments group(moments, image, pieces.channels);
        for (std::int64_t c = 0; c < pieces.channels; ++c) {
            factor[c] = weight.data_ptr<float>()[c] * group.scale(c);
            factor[pieces.channels + c] = bias.data_ptr<float>()[c] - factor[c] * group.mean(c);
        }
    }
    at::Tensor out = at::empty(input.sizes(), input.options().memory_format(layout));
    const auto* x = input.data_ptr<float>();
    const float* residual = shortcut.defined() ? shortcut.data_ptr<float>() : nullptr;
    auto* to = out.data_ptr<float>();
    pieces.forEach([&](std::int64_t, std::int64_t offset, std::int64_t pixels, std::int64_t image) {
        const float* own = factors.data() + 2 * image * pieces.channels;
        bestSet().scaled({x + offset, residual == nullptr ? nullptr : residual + offset,
                          to + offset, pixels, pieces.channels, own, own + pieces.channels,
                          rectify});
    });
    return out;
}

/// What backward reads, all in channels-last.
struct Kept {
    at::Tensor gradient, input, weight, out, moments;
    const float* outOrNull() const { return out.defined() ? out.data_ptr<float>() : nullptr; }
};

/// The gradients of weight and bias, and per image the sums from which the input's is made.
class NormGradients {
  public:
    NormGradients(const Kept& kept, at::Tensor& passed)
        : kept_(kept), pieces_(kept.input), sums_(pieces_),
          weight_(at::zeros({pieces_.channels}, at::kFloat)),
          bias_(at::zeros({pieces_.channels}, at::kFloat)),
          factors_(static_cast<std::size_t>(3 * pieces_.images * pieces_.channels)) {
        collect(passed.defined() ? passed.data_ptr<float>() : nullptr);
        for (std::int64_t image = 0; image < pieces_.images; ++image) {
            reduce(image);
        }
    }

    const at::Tensor& weight() const { return weight_; }
    const at::Tensor& bias() const { return bias_; }

    at::Tensor input() const {
        at::Tensor result =
            at::empty(kept_.input.sizes(), kept_.input.options().memory_format(layout));
        const auto* gradient = kept_.gradient.data_ptr<float>();
        const auto* x = kept_.input.data_ptr<float>();
        const float* out = kept_.outOrNull();
        auto* to = result.data_ptr<float>();
        const std::int64_t channels = pieces_.channels;
        pieces_.forEach([&](std::int64_t, std::int64_t offset, std::int64_t pixels,
                            std::int64_t image) {
            const float* own = factors_.data() + 3 * image * channels;
            bestSet().gradientScaled({gradient + offset, out == nullptr ? nullptr : out + offset,
                                      x + offset, to + offset, pixels, channels, own,
                                      own + channels, own + 2 * channels});
        });
        return result;
    }

  private:
    void collect(float* passed) {
        std::vector<float> means;
        for (std::int64_t image = 0; image < pieces_.images; ++image) {
            const GroupMoments group(kept_.moments, image, pieces_.channels);
            for (std::int64_t c = 0; c < pieces_.channels; ++c) {
                means.push_back(group.mean(c));
            }
        }
        const auto* gradient = kept_.gradient.data_ptr<float>();
        const auto* x = kept_.input.data_ptr<float>();
        const float* out = kept_.outOrNull();
        pieces_.forEach(
            [&](std::int64_t piece, std::int64_t offset, std::int64_t pixels, std::int64_t image) {
                float* to = sums_.of(piece, pieces_);
                bestSet().gradientSums(
                    {gradient + offset, out == nullptr ? nullptr : out + offset, x + offset, pixels,
                     pieces_.channels, means.data() + image * pieces_.channels,
                     passed == nullptr ? nullptr : passed + offset, to, to + pieces_.channels});
            });
    }

    /// With x̂ = (x − mean) · s and g the gradient of the norm's result, the gradient of x is
    /// s (w g − mean(w g) − x̂ mean(w g x̂)), means over the group.
    void reduce(std::int64_t image) {
        const std::int64_t channels = pieces_.channels;
        const std::vector<double> total = sums_.total(image, pieces_);
        const GroupMoments group(kept_.moments, image, channels);
        const auto* weight = kept_.weight.data_ptr<float>();
        float* own = factors_.data() + 3 * image * channels;
        const auto count = static_cast<double>(pieces_.pixels * group.width);
        for (std::int64_t first = 0; first < channels; first += group.width) {
            double sum = 0;
            double products = 0;
            const auto scale = static_cast<double>(group.scale(first));
            for (std::int64_t c = first; c < first + group.width; ++c) {
                const double gradients = total[static_cast<std::size_t>(c)];
                const double withX = total[static_cast<std::size_t>(channels + c)] * scale;
                bias_.data_ptr<float>()[c] += static_cast<float>(gradients);
                weight_.data_ptr<float>()[c] += static_cast<float>(withX);
                sum += static_cast<double>(weight[c]) * gradients / count;
                products += static_cast<double>(weight[c]) * withX / count;
            }
            const double byX = -scale * scale * products;
            const double constant = -scale * sum - byX * static_cast<double>(group.mean(first));
            for (std::int64_t c = first; c < first + group.width; ++c) {
                own[c] = static_cast<float>(scale * static_cast<double>(weight[c]));
                own[channels + c] = static_cast<float>(byX);
                own[2 * channels + c] = static_cast<float>(constant);
            }
        }
    }

    const Kept& kept_;
    Pieces pieces_;
    PieceSums sums_;
    at::Tensor weight_, bias_;
    std::vector<float> factors_; ///< per image: byGradient, byX, constant of all channels
};

struct FusedNorm : torch::autograd::Function<FusedNorm> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given,
                              const at::Tensor& weight, const at::Tensor& bias,
                              const OptionalTensor& shortcut, std::int64_t groups, double epsilon,
                              bool rectify) {
        const at::Tensor input = given.contiguous(layout);
        const at::Tensor added = shortcut ? shortcut->contiguous(layout) : at::Tensor();
        const at::Tensor found = moments(input, {groups, epsilon, rectify});
        at::Tensor out = normalised(input, weight, bias, added, found, rectify);
        context->saved_data["shortcut"] = shortcut.has_value();
        context->saved_data["rectify"] = rectify;
        context->save_for_backward({input, weight, found, rectify ? out : at::Tensor()});
        return out;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list saved = context->get_saved_variables();
        const Kept kept{gradients[0].contiguous(layout), saved[0], saved[1], saved[3], saved[2]};
        const bool added = context->saved_data["shortcut"].toBool();
        const bool rectify = context->saved_data["rectify"].toBool();
        at::Tensor passed;
        if (added) {
            passed = rectify ? at::empty_like(kept.gradient) : kept.gradient;
        }
        at::Tensor toFill = added && rectify ? passed : at::Tensor();
        const NormGradients found(kept, toFill);
        return {found.input(), found.weight(), found.bias(), passed, {}, {}, {}};
    }
};

} // namespace

bool canFuseNorm(const at::Tensor& input) {
    return c10::GradMode::is_enabled() && input.dim() == 4 && input.device().is_cpu() &&
           input.scalar_type() == at::kFloat && input.size(1) % layer_kernels::lanes == 0 &&
           input.numel() > 0;
}

at::Tensor fusedNorm(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                     const at::Tensor& shortcut, const FusedNormSettings& settings) {
    return FusedNorm::apply(input, weight, bias, orNone(shortcut), settings.groups,
                            settings.epsilon, settings.rectify);
}

} // namespace laurel
