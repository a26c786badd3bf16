#include "script_network.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <caffe2/serialize/read_adapter_interface.h>
#include <cstring>
#include <string>
#include <string_view>
#include <torch/script.h>

namespace laurel {

namespace {

/// Lends the bytes to LibTorch's reader.
class ProgramReader final : public caffe2::serialize::ReadAdapterInterface {
  public:
    explicit ProgramReader(std::span<const std::byte> bytes) : bytes_(bytes) {}
    std::size_t size() const override { return bytes_.size(); }
    std::size_t read(std::uint64_t position, void* buffer, std::size_t count,
                     const char*) const override {
        if (position >= bytes_.size()) {
            return 0;
        }
        const std::size_t left = bytes_.size() - static_cast<std::size_t>(position);
        const std::size_t taken = std::min(count, left);
        std::memcpy(buffer, bytes_.data() + position, taken);
        return taken;
    }

  private:
    std::span<const std::byte> bytes_;
};

[[noreturn]] void refuse(const std::string& reason) {
    throw Error(ErrorCode::InvalidInput, "network.pt: " + reason);
}

bool isArithmetic(const c10::Symbol& kind) {
    static constexpr std::array<std::string_view, 3> files{"save", "load", "from_file"};
    const std::string_view space = kind.ns().toUnqualString();
    return (space == "aten" &&
            std::ranges::find(files, std::string_view(kind.toUnqualString())) == files.end()) ||
           (space == "prim" && std::string_view(kind.toUnqualString()) != "PythonOp");
}

void requireArithmetic(torch::jit::Block& block) {
    for (torch::jit::Node* node : block.nodes()) {
        if (!isArithmetic(node->kind())) {
            refuse(std::string("its operator ") + node->kind().toQualString() +
                   " is not one that a network may use");
        }
        for (torch::jit::Block* inner : node->blocks()) {
            requireArithmetic(*inner);
        }
    }
}

torch::jit::Module loaded(std::span<const std::byte> program) {
    try {
        return torch::jit::load(std::make_shared<ProgramReader>(program), at::kCPU);
    } catch (const c10::Error& error) {
        const std::string what = error.what_without_backtrace();
        refuse("expected a TorchScript module, but " + what.substr(0, what.find('\n')));
    }
}

} // namespace

struct ScriptNetwork::Module {
    torch::jit::Module script;
};

ScriptNetwork::ScriptNetwork(std::unique_ptr<Module> module) : module_(std::move(module)) {
    module_->script.eval();
}

ScriptNetwork::~ScriptNetwork() = default;

std::unique_ptr<ScriptNetwork> ScriptNetwork::load(std::span<const std::byte> program) {
    auto module = std::make_unique<Module>(Module{loaded(program)});
    if (!module->script.find_method("forward")) {
        refuse("the module has no method forward");
    }
    for (torch::jit::Function* function :
         module->script._ivalue()->compilation_unit()->get_functions()) {
        if (function->isGraphFunction()) {
            requireArithmetic(*torch::jit::toGraphFunction(*function).graph()->block());
        }
    }
    if (module->script.parameters().size() == 0) {
        refuse("the module has no parameters; a frozen one cannot take the package's weights");
    }
    for (const at::Tensor& parameter : module->script.parameters()) {
        parameter.set_requires_grad(true); // whatever mode it was saved in
    }
    return std::unique_ptr<ScriptNetwork>(new ScriptNetwork(std::move(module)));
}

at::Tensor ScriptNetwork::forward(const at::Tensor& images) {
    const c10::IValue answer = module_->script.forward({images});
    if (!answer.isTensor()) {
        refuse("forward must give one tensor of logits, not " + answer.tagKind());
    }
    return answer.toTensor();
}

NamedTensors ScriptNetwork::tensors() const {
    NamedTensors tensors;
    for (const auto& item : module_->script.named_parameters()) {
        tensors.emplace_back(item.name, item.value);
    }
    for (const auto& item : module_->script.named_buffers()) {
        tensors.emplace_back(item.name, item.value);
    }
    return tensors;
}

std::vector<TensorSpec> ScriptNetwork::specs() const {
    return specsOf(tensors());
}

StateDict ScriptNetwork::state() const {
    return stateOf(tensors());
}

void ScriptNetwork::loadState(const StateDict& state) {
    NamedTensors own = tensors();
    overwrite(own, state);
}

std::vector<at::Tensor> ScriptNetwork::parameters() {
    std::vector<at::Tensor> parameters;
    for (const at::Tensor& parameter : module_->script.parameters()) {
        parameters.push_back(parameter);
    }
    return parameters;
}

void ScriptNetwork::train(bool on) {
    module_->script.train(on);
}

void ScriptNetwork::moveTo(const at::Device& device) {
    module_->script.to(device);
}

} // namespace laurel
