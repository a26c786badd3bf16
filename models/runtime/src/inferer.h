#pragma once

#include "laurel/runtime/preprocessor.h"
#include "laurel/sdk/network.h"
#include "torch_threads.h"

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

namespace laurel {

/// Runs planes and windows through a network, on as many cores as nobody else has borrowed when it
/// begins with the next ones; it keeps them as long as it lives. Of one thread.
class Inferer {
  public:
    /// @param threads as SegmentOptions::threads
    Inferer(Network& network, int classes, int threads);

    /// @param planes 1 or more, all of one size
    /// @return softmax probabilities: for each plane classes × rows × columns, one after another
    /// @throws Error Internal when the network fails or answers in another shape, InvalidInput when
    /// its weights lead to values that are not finite
    std::vector<float> probabilities(std::span<const NetworkPlane> planes);

    /// The same for one window of a volume, x fastest in values and result.
    std::vector<float> windowProbabilities(std::span<const float> values, const GridSize& size);

    /// The same for what they do to a network that trains; its answers do not matter.
    /// @param planes 1 or more, all of one size: one batch
    void pass(std::span<const NetworkPlane> planes);
    void passWindow(std::span<const float> values, const GridSize& size);

  private:
    at::Tensor logitsOf(const at::Tensor& images);
    std::vector<float> answerTo(const at::Tensor& images);

    Network& network_;
    int classes_;
    TorchThreads threads_;
};

} // namespace laurel
