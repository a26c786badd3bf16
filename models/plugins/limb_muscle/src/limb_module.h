#pragma once

#include "laurel/layers/layers.h"
#include "limb_layout.h"

#include <memory>
#include <vector>

namespace laurel {

/// A convolution with its norm and ReLU.
class LimbConvolution : public torch::nn::Module {
  public:
    LimbConvolution(const LimbSettings& settings, const ConvolutionSettings& convolution);
    /// @param shortcut is added before the ReLU; undefined: none
    at::Tensor forwardRelu(const at::Tensor& input, const at::Tensor& shortcut = {}) {
        return norm_->forwardRelu(conv_->forward(input), shortcut);
    }

  private:
    std::shared_ptr<Convolution> conv_;
    std::shared_ptr<Norm> norm_;
};

/// Two 3×3 convolutions; the last ReLU comes after a shortcut was added, which is the input, or on
/// the way up, where the input is twice as wide, its upper half (Milletari et al., V-Net, 3DV
/// 2016).
class LimbBlock : public torch::nn::Module {
  public:
    LimbBlock(const LimbSettings& settings, std::int64_t in, std::int64_t out);
    at::Tensor forward(const at::Tensor& input, const at::Tensor& shortcut);

  private:
    std::shared_ptr<LimbConvolution> first_;
    std::shared_ptr<LimbConvolution> second_;
};

/// One level on the way down: halves height and width (rounded down, but for the first level), then
/// a block.
class LimbDown : public torch::nn::Module {
  public:
    LimbDown(const LimbSettings& settings, std::size_t level);
    at::Tensor forward(const at::Tensor& input);

  private:
    std::shared_ptr<LimbConvolution> down_; ///< null at the first level
    std::shared_ptr<LimbBlock> block_;
};

/// One level on the way up: back to the level's own height and width, which a stride that did not
/// divide them cannot tell, joined with what the way down left.
class LimbUp : public torch::nn::Module {
  public:
    LimbUp(const LimbSettings& settings, std::int64_t in, std::size_t level);
    at::Tensor forward(const at::Tensor& input, const at::Tensor& skipped);

  private:
    std::shared_ptr<torch::nn::Module> up_;
    std::shared_ptr<TransposedConvolution> conv_;
    std::shared_ptr<Norm> norm_;
    std::shared_ptr<LimbBlock> block_;
};

class LimbNet : public torch::nn::Module {
  public:
    LimbNet(const LimbSettings& settings, std::int64_t channels, std::int64_t classes);

    /// Any height and width; below 48 padded inside, or nothing would be left at the bottom.
    at::Tensor forward(const at::Tensor& images);

  private:
    std::shared_ptr<LimbConvolution> input_;
    std::vector<std::shared_ptr<LimbDown>> encoder_;
    std::shared_ptr<LimbConvolution> bottom_;
    std::vector<std::shared_ptr<LimbUp>> decoder_; ///< deepest first
    std::shared_ptr<Convolution> head_;
};

} // namespace laurel
