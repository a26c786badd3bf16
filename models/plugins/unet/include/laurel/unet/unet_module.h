#pragma once

#include "laurel/layers/layers.h"
#include "laurel/unet/unet_layout.h"

#include <memory>
#include <vector>

namespace laurel {

/// Two convolutions of 3 pixels along every axis, each followed by the norm and ReLU; with
/// residual, a shortcut is added before the last ReLU (He et al., CVPR 2016).
class UNetBlock : public torch::nn::Module {
  public:
    UNetBlock(const UNetSettings& settings, std::int64_t in, std::int64_t out,
              std::int64_t dilation);
    at::Tensor forward(const at::Tensor& input);

  private:
    std::shared_ptr<Convolution> conv1_;
    std::shared_ptr<Convolution> conv2_;
    std::shared_ptr<Norm> norm1_;
    std::shared_ptr<Norm> norm2_;
    std::shared_ptr<Convolution> shortcut_; ///< null where the widths agree
    bool residual_;
};

/// What a level leaves for its way up.
struct UNetSkipped {
    at::Tensor features;
    at::Tensor indices; ///< of the maxima that were kept; for unpooling only
};

/// Doubles all extents, joins the skipped features, and convolves.
class UNetUpBlock : public torch::nn::Module {
  public:
    UNetUpBlock(const UNetSettings& settings, std::int64_t in, std::size_t level);
    at::Tensor forward(const at::Tensor& input, const UNetSkipped& skipped);

  private:
    at::Tensor enlarged(const at::Tensor& input, const UNetSkipped& skipped);

    UNetUp kind_;
    std::shared_ptr<TransposedConvolution> transposed_;
    std::shared_ptr<Convolution> pointwise_;
    std::shared_ptr<UNetBlock> block_;
};

class UNet : public torch::nn::Module {
  public:
    UNet(const UNetSettings& settings, std::int64_t channels, std::int64_t classes);

    /// Any extents: padded inside to what the levels divide, and cut back.
    at::Tensor forward(const at::Tensor& images);

  private:
    at::Tensor pooled(UNetSkipped& skipped) const;

    UNetUp up_;
    double dropout_;
    std::vector<std::shared_ptr<UNetBlock>> encoder_;
    std::vector<std::shared_ptr<UNetUpBlock>> decoder_; ///< deepest first
    std::shared_ptr<Convolution> head_;
};

} // namespace laurel
