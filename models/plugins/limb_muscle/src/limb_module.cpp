#include "limb_module.h"

#include <ATen/ATen.h>
#include <string>

namespace laurel {

namespace {

constexpr std::int64_t bottomFactor = 3; ///< kernel and stride of the last step down
constexpr std::int64_t leastExtent = 48; ///< 3 pixels remain before that step

ConvolutionSettings threeByThree(std::int64_t in, std::int64_t out) {
    return {.in = in, .out = out, .kernel = 3, .padding = 1};
}

ConvolutionSettings stepDown(std::int64_t in, std::int64_t out, std::int64_t factor) {
    return {.in = in, .out = out, .kernel = factor, .stride = factor};
}

} // namespace

LimbConvolution::LimbConvolution(const LimbSettings& settings,
                                 const ConvolutionSettings& convolution) {
    conv_ = register_module("conv", std::make_shared<Convolution>(convolution));
    norm_ = register_module(
        "norm", std::make_shared<Norm>(settings.norm, settings.groups, convolution.out));
}

LimbBlock::LimbBlock(const LimbSettings& settings, std::int64_t in, std::int64_t out) {
    first_ = register_module("first",
                             std::make_shared<LimbConvolution>(settings, threeByThree(in, out)));
    second_ = register_module("second",
                              std::make_shared<LimbConvolution>(settings, threeByThree(out, out)));
}

at::Tensor LimbBlock::forward(const at::Tensor& input, const at::Tensor& shortcut) {
    return second_->forwardRelu(first_->forwardRelu(input), shortcut);
}

LimbDown::LimbDown(const LimbSettings& settings, std::size_t level) {
    const std::int64_t width = settings.widths[level];
    if (level > 0) {
        down_ =
            register_module("down", std::make_shared<LimbConvolution>(
                                        settings, stepDown(settings.widths[level - 1], width, 2)));
    }
    block_ = register_module("block", std::make_shared<LimbBlock>(settings, width, width));
}

at::Tensor LimbDown::forward(const at::Tensor& input) {
    const at::Tensor features = down_ ? down_->forwardRelu(input) : input;
    return block_->forward(features, features);
}

LimbUp::LimbUp(const LimbSettings& settings, std::int64_t in, std::size_t level) {
    const std::int64_t width = settings.widths[level];
    const bool deepest = level + 1 == settings.widths.size();
    up_ = register_module("up", std::make_shared<torch::nn::Module>());
    conv_ = up_->register_module(
        "conv", std::make_shared<TransposedConvolution>(2, in, width, deepest ? bottomFactor : 2));
    norm_ =
        up_->register_module("norm", std::make_shared<Norm>(settings.norm, settings.groups, width));
    block_ = register_module("block", std::make_shared<LimbBlock>(settings, 2 * width, width));
}

at::Tensor LimbUp::forward(const at::Tensor& input, const at::Tensor& skipped) {
    const at::Tensor larger = norm_->forwardRelu(conv_->forward(input, skipped.sizes().slice(2)));
    return block_->forward(at::cat({skipped, larger}, 1), larger);
}

LimbNet::LimbNet(const LimbSettings& settings, std::int64_t channels, std::int64_t classes) {
    const auto& widths = settings.widths;
    input_ = register_module("input",
                             std::make_shared<LimbConvolution>(
                                 settings, ConvolutionSettings{.in = channels, .out = widths[0]}));
    const auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>());
    for (std::size_t level = 0; level < widths.size(); ++level) {
        encoder_.push_back(std::make_shared<LimbDown>(settings, level));
        encoder->register_module(std::to_string(level), encoder_.back());
    }
    bottom_ = register_module(
        "bottom", std::make_shared<LimbConvolution>(
                      settings, stepDown(widths.back(), settings.bottomWidth, bottomFactor)));
    const auto decoder = register_module("decoder", std::make_shared<torch::nn::Module>());
    std::int64_t in = settings.bottomWidth;
    for (std::size_t level = widths.size(); level-- > 0;) {
        decoder_.push_back(std::make_shared<LimbUp>(settings, in, level));
        decoder->register_module(std::to_string(level), decoder_.back());
        in = widths[level];
    }
    head_ = register_module(
        "head", std::make_shared<Convolution>(ConvolutionSettings{.in = in, .out = classes}));
    useChannelsLast(*this);
}

at::Tensor LimbNet::forward(const at::Tensor& images) {
    // With one input channel LibTorch cannot tell the layouts apart and falls back to the other.
    at::Tensor features = channelsLast(input_->forwardRelu(paddedTo(images, 1, leastExtent)));
    std::vector<at::Tensor> skipped;
    for (const auto& down : encoder_) {
        features = down->forward(features);
        skipped.push_back(features);
    }
    features = bottom_->forwardRelu(features);
    for (const auto& up : decoder_) {
        features = up->forward(features, skipped.back());
        skipped.pop_back();
    }
    return croppedTo(head_->forward(features), images.sizes().slice(2));
}

} // namespace laurel
