#include "unet_module.h"

#include <ATen/ATen.h>
#include <torch/nn/functional/padding.h>
#include <torch/nn/functional/upsampling.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/normalization.h>

namespace laurel {

namespace {

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, bool bias) {
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(in, out, kernel).padding(kernel / 2).bias(bias));
}

/// The layout that LibTorch's convolutions need not reorder: inference takes five sixths of the
/// time.
at::Tensor channelsLast(const at::Tensor& features) {
    return features.contiguous(at::MemoryFormat::ChannelsLast);
}

/// A transposed convolution with kernel and stride 2 as a 1×1 convolution whose four results per
/// output channel are laid out as 2×2 pixels; LibTorch's own is slow on a CPU.
at::Tensor doubled(const at::Tensor& features, torch::nn::ConvTranspose2dImpl& transposed) {
    const at::Tensor& weight = transposed.weight; // in, out, 2, 2
    const std::int64_t in = weight.size(0);
    const std::int64_t out = weight.size(1);
    const at::Tensor kernel = weight.permute({1, 2, 3, 0}).reshape({4 * out, in, 1, 1});
    const at::Tensor bias = transposed.bias.repeat_interleave(4);
    return at::pixel_shuffle(at::conv2d(features, kernel, bias), 2);
}

at::Tensor padded(const at::Tensor& images, std::int64_t multiple) {
    const auto missing = [&](std::int64_t size) { return (multiple - size % multiple) % multiple; };
    const std::int64_t bottom = missing(images.size(2));
    const std::int64_t right = missing(images.size(3));
    if (bottom == 0 && right == 0) {
        return images;
    }
    return at::constant_pad_nd(images, {0, right, 0, bottom});
}

} // namespace

UNetBlock::UNetBlock(const UNetSettings& settings, std::int64_t in, std::int64_t out)
    : residual_(settings.residual) {
    const bool bias = settings.norm == UNetNorm::None;
    const auto norm = [&](const std::string& name) {
        switch (settings.norm) {
        case UNetNorm::Group:
            return torch::nn::AnyModule(
                register_module(name, torch::nn::GroupNorm(settings.groups, out)));
        case UNetNorm::Instance:
            return torch::nn::AnyModule(register_module(name, torch::nn::GroupNorm(out, out)));
        case UNetNorm::Batch:
            return torch::nn::AnyModule(register_module(name, torch::nn::BatchNorm2d(out)));
        case UNetNorm::None:
            break;
        }
        return torch::nn::AnyModule();
    };
    conv1_ = register_module("conv1", convolution(in, out, 3, bias));
    norm1_ = norm("norm1");
    conv2_ = register_module("conv2", convolution(out, out, 3, bias));
    norm2_ = norm("norm2");
    if (residual_ && in != out) {
        shortcut_ = register_module("shortcut", convolution(in, out, 1, false));
    }
}

at::Tensor UNetBlock::forward(const at::Tensor& input) {
    const auto normed = [](torch::nn::AnyModule& norm, const at::Tensor& features) {
        return norm.is_empty() ? features : norm.forward(features);
    };
    // With one input channel LibTorch cannot tell the layouts apart and falls back to the other.
    const at::Tensor first = channelsLast(conv1_->forward(input));
    const at::Tensor inner = normed(norm1_, first).relu_();
    at::Tensor outer = normed(norm2_, conv2_->forward(inner));
    if (residual_) {
        outer = outer + (shortcut_.is_empty() ? input : shortcut_->forward(input));
    }
    return outer.relu_();
}

UNetUpBlock::UNetUpBlock(const UNetSettings& settings, std::int64_t in, std::int64_t width) {
    if (settings.up == UNetUp::Transposed) {
        transposed_ = register_module(
            "up",
            torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(in, width, 2).stride(2)));
    } else {
        pointwise_ = register_module("up", convolution(in, width, 1, true));
    }
    block_ = register_module("block", std::make_shared<UNetBlock>(settings, 2 * width, width));
}

at::Tensor UNetUpBlock::forward(const at::Tensor& input, const at::Tensor& skipped) {
    // The 1×1 convolution and bilinear interpolation commute; convolving first is four times
    // cheaper.
    const at::Tensor larger =
        pointwise_.is_empty() ? doubled(input, *transposed_)
                              : at::upsample_bilinear2d(pointwise_->forward(input),
                                                        {skipped.size(2), skipped.size(3)}, false);
    return block_->forward(at::cat({skipped, larger}, 1));
}

UNet::UNet(const UNetSettings& settings, std::int64_t channels, std::int64_t classes) {
    std::int64_t in = channels;
    torch::nn::ModuleList encoder;
    for (const std::int64_t width : settings.widths) {
        encoder_.push_back(std::make_shared<UNetBlock>(settings, in, width));
        encoder->push_back(encoder_.back());
        in = width;
    }
    register_module("encoder", encoder);
    const auto decoder = register_module("decoder", std::make_shared<torch::nn::Module>());
    for (std::size_t level = settings.widths.size() - 1; level-- > 0;) {
        decoder_.push_back(std::make_shared<UNetUpBlock>(settings, in, settings.widths[level]));
        decoder->register_module(std::to_string(level), decoder_.back());
        in = settings.widths[level];
    }
    dropout_ = register_module("dropout", torch::nn::Dropout2d(settings.dropout));
    head_ = register_module("head", convolution(in, classes, 1, true));
    for (at::Tensor parameter : parameters()) {
        if (parameter.dim() == 4) {
            parameter.set_data(channelsLast(parameter));
        }
    }
}

at::Tensor UNet::forward(const at::Tensor& images) {
    const auto multiple = std::int64_t{1} << (encoder_.size() - 1);
    at::Tensor features = channelsLast(padded(images, multiple));
    std::vector<at::Tensor> skipped;
    for (std::size_t level = 0; level < encoder_.size(); ++level) {
        if (level > 0) {
            skipped.push_back(features);
            features = at::max_pool2d(features, 2);
        }
        features = encoder_[level]->forward(features);
    }
    features = dropout_->forward(features);
    for (const auto& up : decoder_) {
        features = up->forward(features, skipped.back());
        skipped.pop_back();
    }
    return head_->forward(features).slice(2, 0, images.size(2)).slice(3, 0, images.size(3));
}

} // namespace laurel
