#pragma once

#include "laurel/inference/graph.h"

#include <ATen/core/Tensor.h>
#include <optional>
#include <string>
#include <torch/csrc/jit/ir/ir.h>
#include <vector>

namespace laurel {

/// One recorded operation: its arguments by position, as PyTorch's schema of it lists them.
class NodeReader {
  public:
    explicit NodeReader(torch::jit::Node& node) : node_(node) {}

    std::string name() const { return node_.kind().toQualString(); }
    torch::jit::Value* input(std::size_t index) const { return node_.inputs().at(index); }
    std::size_t inputs() const { return node_.inputs().size(); }

    bool isConstant(std::size_t index) const;
    bool isNone(std::size_t index) const;
    bool flag(std::size_t index) const;
    std::int64_t integer(std::size_t index) const;
    double number(std::size_t index) const;
    std::optional<double> optionalNumber(std::size_t index) const;
    std::vector<std::int64_t> integers(std::size_t index) const;
    std::vector<double> numbers(std::size_t index) const;
    /// Of two axes; one number stands for both. @throws Error Unsupported for others
    RowsColumns pair(std::size_t index) const;
    /// A constant tensor's values in row-major order, as float.
    std::vector<float> floats(std::size_t index) const;
    at::Tensor tensor(std::size_t index) const;

    /// @throws Error Unsupported: "operation NAME: WHAT"
    [[noreturn]] void refuse(const std::string& what) const;
    void require(bool holds, const std::string& what) const;

  private:
    c10::IValue constant(std::size_t index) const;

    torch::jit::Node& node_;
};

} // namespace laurel
