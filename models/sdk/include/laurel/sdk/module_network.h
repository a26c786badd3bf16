#pragma once

#include "laurel/sdk/network.h"

#include <functional>
#include <memory>
#include <torch/nn/module.h>

namespace laurel {

/// A Network made of any torch::nn::Module: names of parameters and buffers become the StateDict's.
class ModuleNetwork final : public Network {
  public:
    /// @param module  starts in inference mode
    /// @param forward calls the module's own forward, as Network::forward says
    ModuleNetwork(std::shared_ptr<torch::nn::Module> module,
                  std::function<at::Tensor(const at::Tensor&)> forward);

    /// For a module with `at::Tensor forward(const at::Tensor&)`.
    template <typename Module>
    static std::unique_ptr<Network> of(std::shared_ptr<Module> module) {
        Module* raw = module.get();
        return std::make_unique<ModuleNetwork>(
            std::move(module), [raw](const at::Tensor& images) { return raw->forward(images); });
    }

    at::Tensor forward(const at::Tensor& images) override { return forward_(images); }
    StateDict state() const override;
    void loadState(const StateDict& state) override;
    std::vector<at::Tensor> parameters() override;
    void train(bool on) override;
    void moveTo(const at::Device& device) override;

  private:
    std::shared_ptr<torch::nn::Module> module_;
    std::function<at::Tensor(const at::Tensor&)> forward_;
};

} // namespace laurel
