#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <vector>

namespace laurel {

struct FusedAdamSettings {
    double learningRate = 1e-3;
    double firstDecay = 0.9;    ///< of the moving mean of gradients
    double secondDecay = 0.999; ///< of that of their squares
    double epsilon = 1e-8;
    double proximal = 0; ///< of AdamTrainerSettings, as is the next
    double clipNorm = 0;
};

/// Adam with amsgrad as torch::optim::Adam computes it, in one pass over all parameters instead of
/// LibTorch's twelve: addition of the proximal term and clipping included. Not thread-safe; works
/// in as many threads as LibTorch has, and gives the same result for every number of them.
class FusedAdam {
  public:
    /// Whether it takes such parameters: floats on a CPU without gaps in memory.
    static bool takes(const std::vector<at::Tensor>& parameters);

    /// @param parameters used for as long as this object lives; their values are w₀ of the proximal
    ///        term
    FusedAdam(std::vector<at::Tensor> parameters, const FusedAdamSettings& settings);

    /// One step by the parameters' gradients, which then hold the proximal term and are clipped.
    /// Parameters without a gradient stay as they are.
    void step();

  private:
    /// Part of one parameter, which one thread does at once.
    struct Piece {
        std::size_t parameter;
        std::int64_t begin; ///< of the parameter's values in memory
        std::int64_t count;
        std::int64_t offset; ///< of the values that this object keeps for it
    };

    template <typename Action>
    void forEachPiece(const Action& action) const;
    void alignGradients();
    double clippedScale();

    std::vector<at::Tensor> parameters_;
    std::vector<float*> gradients_; ///< null: none
    FusedAdamSettings settings_;
    std::vector<Piece> pieces_;
    std::vector<float> beginning_; ///< w₀; empty without a proximal term
    std::vector<float> first_;
    std::vector<float> second_;
    std::vector<float> greatest_;     ///< of second_ so far
    std::vector<std::int64_t> steps_; ///< of each parameter
};

} // namespace laurel
