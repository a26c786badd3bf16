#pragma once

#include "laurel/layers/tensor_list.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <torch/nn/module.h>

/// Layers that work alike on slices [N, C, H, W] and volumes [N, C, D, H, W]. Parameters bear the
/// names and begin with the random values that LibTorch's own layers have.
namespace laurel {

struct ConvolutionSettings {
    int axes = 2;
    std::int64_t in = 1;
    std::int64_t out = 1;
    std::int64_t kernel = 1; ///< along every axis, as are the next three
    std::int64_t stride = 1;
    std::int64_t padding = 0; ///< zeros
    std::int64_t dilation = 1;
    bool bias = true;
};

/// Of slices that learn on a CPU, 3×3 convolutions are computed by Winograd's minimal filtering.
class Convolution : public torch::nn::Module {
  public:
    explicit Convolution(const ConvolutionSettings& settings);
    at::Tensor forward(const at::Tensor& input);

  private:
    bool isWinograd() const;

    ConvolutionSettings settings_;
    at::Tensor weight_; ///< out, in, kernel...
    at::Tensor bias_;   ///< undefined without
};

/// A transposed convolution whose kernel equals its stride, so that no two results overlap.
class TransposedConvolution : public torch::nn::Module {
  public:
    TransposedConvolution(int axes, std::int64_t in, std::int64_t out, std::int64_t factor);

    /// @param extents of the result (H, W or D, H, W): each from `factor` times the input's to
    ///        `factor` - 1 more; what is more gets the bias alone, as with an output padding
    at::Tensor forward(const at::Tensor& input, at::IntArrayRef extents);

  private:
    at::Tensor forwardPlanes(const at::Tensor& input, std::int64_t bottom, std::int64_t right);

    std::int64_t factor_;
    at::Tensor weight_; ///< in, out, factor...
    at::Tensor bias_;
};

/// Group norm (Wu & He, ECCV 2018), instance norm with learnt scale, batch norm, or nothing.
class Norm : public torch::nn::Module {
  public:
    /// @param groups of group norm; divides `width`
    Norm(NormKind kind, std::int64_t groups, std::int64_t width);

    /// @throws Error InvalidInput when batch norm trains on a single value per channel, which has
    ///         no variance
    at::Tensor forward(const at::Tensor& input);

    /// relu(forward(input) + shortcut). Of slices that learn on a CPU group norm and instance norm
    /// take few passes over memory, and the result is in channels-last; else the operations follow
    /// one another.
    /// @param shortcut undefined: none
    at::Tensor forwardRelu(const at::Tensor& input, const at::Tensor& shortcut = {});

  private:
    at::Tensor batchNorm(const at::Tensor& input);

    NormKind kind_;
    std::int64_t groups_;
    at::Tensor weight_;
    at::Tensor bias_;
    at::Tensor runningMean_;
    at::Tensor runningVariance_;
    at::Tensor batches_;
};

/// Of slices the layout that LibTorch's convolutions need not reorder: inference takes five sixths
/// of the time. Volumes as they are.
at::Tensor channelsLast(const at::Tensor& features);

/// Puts the kernels of a module for slices into that layout.
void useChannelsLast(torch::nn::Module& module);

/// Zeros behind each extent until it is a multiple of `multiple` and at least `least`.
at::Tensor paddedTo(const at::Tensor& images, std::int64_t multiple, std::int64_t least);

/// The first part of each spatial axis, of `extents`.
at::Tensor croppedTo(const at::Tensor& features, at::IntArrayRef extents);

} // namespace laurel
