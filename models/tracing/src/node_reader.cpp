#include "node_reader.h"

#include "laurel/base/error.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/constants.h>

namespace laurel {

void NodeReader::refuse(const std::string& what) const {
    throw Error(ErrorCode::Unsupported, "operation " + name() + ": " + what);
}

void NodeReader::require(bool holds, const std::string& what) const {
    if (!holds) {
        refuse(what);
    }
}

bool NodeReader::isConstant(std::size_t index) const {
    return index < inputs() && torch::jit::toIValue(input(index)).has_value();
}

c10::IValue NodeReader::constant(std::size_t index) const {
    require(index < inputs(), "fewer arguments than expected");
    auto value = torch::jit::toIValue(input(index));
    require(value.has_value(), "argument " + std::to_string(index) + " is computed");
    return *std::move(value);
}

bool NodeReader::isNone(std::size_t index) const {
    return isConstant(index) && constant(index).isNone();
}

bool NodeReader::flag(std::size_t index) const {
    const c10::IValue value = constant(index);
    return value.isBool() ? value.toBool() : value.toInt() != 0;
}

std::int64_t NodeReader::integer(std::size_t index) const {
    return constant(index).toInt();
}

double NodeReader::number(std::size_t index) const {
    return constant(index).toScalar().toDouble();
}

std::optional<double> NodeReader::optionalNumber(std::size_t index) const {
    return isNone(index) ? std::nullopt : std::optional(number(index));
}

std::vector<std::int64_t> NodeReader::integers(std::size_t index) const {
    return constant(index).toIntVector();
}

std::vector<double> NodeReader::numbers(std::size_t index) const {
    return constant(index).toDoubleVector();
}

RowsColumns NodeReader::pair(std::size_t index) const {
    const std::vector<std::int64_t> values = integers(index);
    require(values.size() == 1 || values.size() == 2, "expected two axes");
    return {values.front(), values.back()};
}

at::Tensor NodeReader::tensor(std::size_t index) const {
    return constant(index).toTensor();
}

std::vector<float> NodeReader::floats(std::size_t index) const {
    const at::Tensor values = tensor(index).to(at::kFloat).contiguous();
    return {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()};
}

} // namespace laurel
