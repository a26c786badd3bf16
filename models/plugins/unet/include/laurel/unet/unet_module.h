#pragma once

#include "unet_layout.h"

#include <torch/nn/module.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <vector>

namespace laurel {

/// Two 3×3 convolutions, each followed by the norm and ReLU; with residual, a shortcut is added
/// before the last ReLU (He et al., CVPR 2016).
class UNetBlock : public torch::nn::Module {
  public:
    UNetBlock(const UNetSettings& settings, std::int64_t in, std::int64_t out);
    at::Tensor forward(const at::Tensor& input);

  private:
    torch::nn::Conv2d conv1_{nullptr};
    torch::nn::Conv2d conv2_{nullptr};
    torch::nn::AnyModule norm1_;
    torch::nn::AnyModule norm2_;
    torch::nn::Conv2d shortcut_{nullptr};
    bool residual_;
};

/// Doubles height and width, joins the skipped features, and convolves.
class UNetUpBlock : public torch::nn::Module {
  public:
    UNetUpBlock(const UNetSettings& settings, std::int64_t in, std::int64_t width);
    at::Tensor forward(const at::Tensor& input, const at::Tensor& skipped);

  private:
    torch::nn::ConvTranspose2d transposed_{nullptr};
    torch::nn::Conv2d pointwise_{nullptr};
    std::shared_ptr<UNetBlock> block_;
};

class UNet : public torch::nn::Module {
  public:
    UNet(const UNetSettings& settings, std::int64_t channels, std::int64_t classes);

    /// Any height and width: padded inside to what the levels divide, and cut back.
    at::Tensor forward(const at::Tensor& images);

  private:
    std::vector<std::shared_ptr<UNetBlock>> encoder_;
    std::vector<std::shared_ptr<UNetUpBlock>> decoder_; ///< deepest first
    torch::nn::Dropout2d dropout_{nullptr};
    torch::nn::Conv2d head_{nullptr};
};

} // namespace laurel
