#pragma once

#include "laurel/weights/state_dict.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <vector>

namespace laurel {

/// A segmentation network as the runtime and the trainer see it. One call at a time per object.
///
/// A plugin writes a torch::nn::Module and wraps it in ModuleNetwork; few need more. What a network
/// throws besides laurel::Error is translated by PluginHost.
class Network {
  public:
    virtual ~Network() = default;

    /// @param images [N, channels, H, W] float32, contiguous, on the network's device, any H, W >=
    ///        1; of a network for volumes [N, channels, D, H, W]
    /// @return logits [N, classes, H, W] (or [N, classes, D, H, W]) float32 of the same extents
    virtual at::Tensor forward(const at::Tensor& images) = 0;

    /// A copy of all parameters, statistics and counters, under the module's names.
    virtual StateDict state() const = 0;

    /// Overwrites all of them, on whatever device they are.
    /// @throws Error InvalidInput naming the first tensor whose name, type or shape differs; then
    ///         nothing has been changed
    virtual void loadState(const StateDict& state) = 0;

    /// What the optimiser learns: handles that share storage with the network, in a fixed order.
    virtual std::vector<at::Tensor> parameters() = 0;

    /// Training mode (dropout, batch statistics) or, initially, inference mode.
    virtual void train(bool on) = 0;

    /// Moves parameters and buffers. Handles from `parameters` stay valid.
    virtual void moveTo(const at::Device& device) = 0;
};

} // namespace laurel
