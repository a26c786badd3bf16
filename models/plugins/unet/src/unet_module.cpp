#include "laurel/unet/unet_module.h"

#include <ATen/ATen.h>
#include <string>
#include <tuple>

namespace laurel {

namespace {

at::IntArrayRef extentsOf(const at::Tensor& features) {
    return features.sizes().slice(2);
}

at::Tensor interpolated(const at::Tensor& features, at::IntArrayRef extents, UNetUp kind) {
    const bool planes = extents.size() == 2;
    if (kind == UNetUp::Nearest) {
        return planes ? at::upsample_nearest2d(features, extents)
                      : at::upsample_nearest3d(features, extents);
    }
    return planes ? at::upsample_bilinear2d(features, extents, false)
                  : at::upsample_trilinear3d(features, extents, false);
}

at::Tensor unpooled(const at::Tensor& features, const UNetSkipped& skipped) {
    const at::IntArrayRef extents = extentsOf(skipped.features);
    if (extents.size() == 2) {
        return at::max_unpool2d(features, skipped.indices, extents);
    }
    return at::max_unpool3d(features.contiguous(), skipped.indices.contiguous(), extents, {2, 2, 2},
                            {0, 0, 0});
}

} // namespace

UNetBlock::UNetBlock(const UNetSettings& settings, std::int64_t in, std::int64_t out,
                     std::int64_t dilation)
    : residual_(settings.residual) {
    const auto convolution = [&](const std::string& name, std::int64_t width) {
        return register_module(name, std::make_shared<Convolution>(ConvolutionSettings{
                                         .axes = settings.axes,
                                         .in = width,
                                         .out = out,
                                         .kernel = 3,
                                         .padding = dilation,
                                         .dilation = dilation,
                                         .bias = settings.norm == NormKind::None}));
    };
    const auto norm = [&](const std::string& name) {
        return register_module(name, std::make_shared<Norm>(settings.norm, settings.groups, out));
    };
    conv1_ = convolution("conv1", in);
    norm1_ = norm("norm1");
    conv2_ = convolution("conv2", out);
    norm2_ = norm("norm2");
    if (residual_ && in != out) {
        shortcut_ = register_module(
            "shortcut", std::make_shared<Convolution>(ConvolutionSettings{
                            .axes = settings.axes, .in = in, .out = out, .bias = false}));
    }
}

at::Tensor UNetBlock::forward(const at::Tensor& input) {
    // With one input channel LibTorch cannot tell the layouts apart and falls back to the other.
    const at::Tensor first = channelsLast(conv1_->forward(input));
    const at::Tensor inner = norm1_->forwardRelu(first);
    at::Tensor shortcut;
    if (residual_) {
        shortcut = shortcut_ ? shortcut_->forward(input) : input;
    }
    return norm2_->forwardRelu(conv2_->forward(inner), shortcut);
}

UNetUpBlock::UNetUpBlock(const UNetSettings& settings, std::int64_t in, std::size_t level)
    : kind_(settings.up) {
    const std::int64_t width = settings.widths[level];
    if (kind_ == UNetUp::Transposed) {
        transposed_ = register_module(
            "up", std::make_shared<TransposedConvolution>(settings.axes, in, width, 2));
    } else {
        pointwise_ = register_module("up", std::make_shared<Convolution>(ConvolutionSettings{
                                               .axes = settings.axes, .in = in, .out = width}));
    }
    block_ = register_module("block", std::make_shared<UNetBlock>(settings, 2 * width, width,
                                                                  settings.dilations[level]));
}

at::Tensor UNetUpBlock::enlarged(const at::Tensor& input, const UNetSkipped& skipped) {
    const at::IntArrayRef extents = extentsOf(skipped.features);
    if (kind_ == UNetUp::Transposed) {
        return transposed_->forward(input, extents);
    }
    // The 1×1 convolution and interpolation commute; convolving first is four times cheaper.
    const at::Tensor features = pointwise_->forward(input);
    return kind_ == UNetUp::Unpooling ? unpooled(features, skipped)
                                      : interpolated(features, extents, kind_);
}

at::Tensor UNetUpBlock::forward(const at::Tensor& input, const UNetSkipped& skipped) {
    return block_->forward(at::cat({skipped.features, enlarged(input, skipped)}, 1));
}

UNet::UNet(const UNetSettings& settings, std::int64_t channels, std::int64_t classes)
    : up_(settings.up), dropout_(settings.dropout) {
    std::int64_t in = channels;
    const auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>());
    for (std::size_t level = 0; level < settings.widths.size(); ++level) {
        const std::int64_t width = settings.widths[level];
        encoder_.push_back(
            std::make_shared<UNetBlock>(settings, in, width, settings.dilations[level]));
        encoder->register_module(std::to_string(level), encoder_.back());
        in = width;
    }
    const auto decoder = register_module("decoder", std::make_shared<torch::nn::Module>());
    for (std::size_t level = settings.widths.size() - 1; level-- > 0;) {
        decoder_.push_back(std::make_shared<UNetUpBlock>(settings, in, level));
        decoder->register_module(std::to_string(level), decoder_.back());
        in = settings.widths[level];
    }
    head_ = register_module("head", std::make_shared<Convolution>(ConvolutionSettings{
                                        .axes = settings.axes, .in = in, .out = classes}));
    useChannelsLast(*this);
}

/// Half the extents: the greatest of every two along each axis.
at::Tensor UNet::pooled(UNetSkipped& skipped) const {
    const bool planes = skipped.features.dim() == 4;
    if (up_ != UNetUp::Unpooling) {
        return planes ? at::max_pool2d(skipped.features, 2) : at::max_pool3d(skipped.features, 2);
    }
    at::Tensor values;
    std::tie(values, skipped.indices) = planes ? at::max_pool2d_with_indices(skipped.features, 2)
                                               : at::max_pool3d_with_indices(skipped.features, 2);
    return values;
}

at::Tensor UNet::forward(const at::Tensor& images) {
    const auto multiple = std::int64_t{1} << (encoder_.size() - 1);
    at::Tensor features = channelsLast(paddedTo(images, multiple, multiple));
    std::vector<UNetSkipped> skipped;
    for (std::size_t level = 0; level < encoder_.size(); ++level) {
        if (level > 0) {
            skipped.push_back({features, {}});
            features = pooled(skipped.back());
        }
        features = encoder_[level]->forward(features);
    }
    features = at::feature_dropout(features, dropout_, is_training());
    for (const auto& up : decoder_) {
        features = up->forward(features, skipped.back());
        skipped.pop_back();
    }
    return croppedTo(head_->forward(features), extentsOf(images));
}

} // namespace laurel
