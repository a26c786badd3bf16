#pragma once

#include "laurel/sdk/named_tensors.h"
#include "laurel/sdk/network.h"

#include <cstddef>
#include <memory>
#include <span>

namespace laurel {

/// A Network made of a TorchScript module.
///
/// TorchScript is a program: whoever calls this has made sure where the bytes come from. As a
/// second fence, operators beyond LibTorch's own arithmetic are refused after loading, above all
/// those that read and write files; code that a module runs while it is being loaded
/// (`__setstate__`) is past that fence.
class ScriptNetwork final : public Network {
  public:
    /// @throws Error InvalidInput when the bytes are no TorchScript module with a method
    ///         `forward`, have no parameter, or use an operator that is refused
    static std::unique_ptr<ScriptNetwork> load(std::span<const std::byte> program);
    ~ScriptNetwork() override;

    /// @throws Error InvalidInput when `forward` does not give one tensor
    at::Tensor forward(const at::Tensor& images) override;
    StateDict state() const override;
    void loadState(const StateDict& state) override;
    std::vector<at::Tensor> parameters() override;
    void train(bool on) override;
    void moveTo(const at::Device& device) override;

    std::vector<TensorSpec> specs() const;

  private:
    struct Module;
    explicit ScriptNetwork(std::unique_ptr<Module> module);
    NamedTensors tensors() const;

    std::unique_ptr<Module> module_;
};

} // namespace laurel
