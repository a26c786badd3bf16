#include "laurel/layers/layers.h"

#include "fused_norm.h"
#include "kernel_shape.h"
#include "laurel/base/error.h"
#include "winograd_convolution.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cmath>
#include <vector>

namespace laurel {

namespace {

/// As LibTorch's own layers begin: uniform within the inverse root of the inputs per output (He et
/// al., ICCV 2015, with the slope that makes it so).
at::Tensor randomWithin(at::IntArrayRef shape, std::int64_t inputs) {
    const double bound = 1 / std::sqrt(static_cast<double>(inputs));
    return at::empty(shape).uniform_(-bound, bound);
}

std::int64_t inputsOf(const at::Tensor& weight) {
    return weight.numel() / weight.size(0);
}

std::vector<std::int64_t> everyAxis(int axes, std::int64_t value) {
    return std::vector<std::int64_t>(static_cast<std::size_t>(axes), value);
}

} // namespace

Convolution::Convolution(const ConvolutionSettings& settings) : settings_(settings) {
    const auto shape = kernelShape(settings.axes, settings.out, settings.in, settings.kernel);
    std::int64_t inputs = settings.in;
    for (int axis = 0; axis < settings.axes; ++axis) {
        inputs *= settings.kernel;
    }
    weight_ = register_parameter("weight", randomWithin(shape, inputs));
    if (settings.bias) {
        bias_ = register_parameter("bias", randomWithin({settings.out}, inputs));
    }
}

bool Convolution::isWinograd() const {
    return settings_.kernel == 3 && settings_.stride == 1 && settings_.padding == 1 &&
           settings_.dilation == 1;
}

at::Tensor Convolution::forward(const at::Tensor& input) {
    if (isWinograd() && canUseWinograd(input, weight_)) {
        return winogradConvolution(input, weight_, bias_);
    }
    const int axes = settings_.axes;
    return at::convolution(input, weight_, bias_, everyAxis(axes, settings_.stride),
                           everyAxis(axes, settings_.padding), everyAxis(axes, settings_.dilation),
                           false, everyAxis(axes, 0), 1);
}

TransposedConvolution::TransposedConvolution(int axes, std::int64_t in, std::int64_t out,
                                             std::int64_t factor)
    : factor_(factor) {
    const at::Tensor weight = at::empty(kernelShape(axes, in, out, factor));
    weight_ = register_parameter("weight", randomWithin(weight.sizes(), inputsOf(weight)));
    bias_ = register_parameter("bias", randomWithin({out}, inputsOf(weight)));
}

at::Tensor TransposedConvolution::forward(const at::Tensor& input, at::IntArrayRef extents) {
    const auto axes = static_cast<std::int64_t>(extents.size());
    std::vector<std::int64_t> more;
    for (std::int64_t axis = 0; axis < axes; ++axis) {
        more.push_back(extents[static_cast<std::size_t>(axis)] - factor_ * input.size(axis + 2));
    }
    if (axes == 2) {
        return forwardPlanes(input, more[0], more[1]);
    }
    const int count = static_cast<int>(axes);
    return at::convolution(input, weight_, bias_, everyAxis(count, factor_), everyAxis(count, 0),
                           everyAxis(count, 1), true, more, 1);
}

/// As a 1×1 convolution whose results per output channel are laid out as factor × factor pixels;
/// LibTorch's own is slow on a CPU.
at::Tensor TransposedConvolution::forwardPlanes(const at::Tensor& input, std::int64_t bottom,
                                                std::int64_t right) {
    const std::int64_t in = weight_.size(0);
    const std::int64_t pixels = factor_ * factor_;
    const at::Tensor kernel =
        weight_.permute({1, 2, 3, 0}).reshape({pixels * weight_.size(1), in, 1, 1});
    if (bottom == 0 && right == 0) {
        return at::pixel_shuffle(at::conv2d(input, kernel, bias_.repeat_interleave(pixels)),
                                 factor_);
    }
    const at::Tensor result = at::pixel_shuffle(at::conv2d(input, kernel), factor_);
    return at::constant_pad_nd(result, {0, right, 0, bottom}) + bias_.view({1, -1, 1, 1});
}

Norm::Norm(NormKind kind, std::int64_t groups, std::int64_t width)
    : kind_(kind), groups_(kind == NormKind::Group ? groups : width) {
    if (kind == NormKind::None) {
        return;
    }
    weight_ = register_parameter("weight", at::ones({width}));
    bias_ = register_parameter("bias", at::zeros({width}));
    if (kind == NormKind::Batch) {
        runningMean_ = register_buffer("running_mean", at::zeros({width}));
        runningVariance_ = register_buffer("running_var", at::ones({width}));
        batches_ = register_buffer("num_batches_tracked", at::zeros({}, at::kLong));
    }
}

at::Tensor Norm::forward(const at::Tensor& input) {
    switch (kind_) {
    case NormKind::Group:
    case NormKind::Instance:
        return at::group_norm(input, groups_, weight_, bias_);
    case NormKind::Batch:
        return batchNorm(input);
    case NormKind::None:
        break;
    }
    return input;
}

at::Tensor Norm::forwardRelu(const at::Tensor& input, const at::Tensor& shortcut) {
    const bool grouped = kind_ == NormKind::Group || kind_ == NormKind::Instance;
    if (grouped && canFuseNorm(input)) {
        return fusedNorm(input, weight_, bias_, shortcut, {.groups = groups_});
    }
    at::Tensor result = forward(input);
    if (shortcut.defined()) {
        result = result + shortcut;
    }
    return result.relu_();
}

at::Tensor Norm::batchNorm(const at::Tensor& input) {
    constexpr double momentum = 0.1;
    constexpr double epsilon = 1e-5;
    if (is_training()) {
        if (input.numel() == input.size(1)) {
            throw Error(ErrorCode::InvalidInput,
                        "batch norm cannot learn from a single value per channel: larger images "
                        "or batches are needed");
        }
        batches_.add_(1);
    }
    return at::batch_norm(input, weight_, bias_, runningMean_, runningVariance_, is_training(),
                          momentum, epsilon, true);
}

at::Tensor channelsLast(const at::Tensor& features) {
    return features.dim() == 4 ? features.contiguous(at::MemoryFormat::ChannelsLast) : features;
}

void useChannelsLast(torch::nn::Module& module) {
    for (at::Tensor parameter : module.parameters()) {
        if (parameter.dim() == 4) {
            parameter.set_data(channelsLast(parameter));
        }
    }
}

at::Tensor paddedTo(const at::Tensor& images, std::int64_t multiple, std::int64_t least) {
    std::vector<std::int64_t> padding; // before and behind each axis, the last axis first
    bool needed = false;
    for (std::int64_t axis = images.dim() - 1; axis >= 2; --axis) {
        const std::int64_t extent = images.size(axis);
        const std::int64_t wanted = std::max(least, (extent + multiple - 1) / multiple * multiple);
        padding.insert(padding.end(), {0, wanted - extent});
        needed = needed || wanted != extent;
    }
    return needed ? at::constant_pad_nd(images, padding) : images;
}

at::Tensor croppedTo(const at::Tensor& features, at::IntArrayRef extents) {
    at::Tensor cropped = features;
    for (std::size_t axis = 0; axis < extents.size(); ++axis) {
        cropped = cropped.slice(static_cast<std::int64_t>(axis) + 2, 0, extents[axis]);
    }
    return cropped;
}

} // namespace laurel
