#include "laurel/weights/state_dict.h"

#include "tensor_shape.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace laurel {

static_assert(std::endian::native == std::endian::little,
              "tensors are little-endian bytes, read in place");

namespace {

constexpr std::int64_t largestBytesPer = 8;

template <typename T>
Tensor tensorFromValues(DType dtype, std::vector<std::int64_t> shape, std::vector<T> values) {
    const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    return Tensor(dtype, std::move(shape), std::as_bytes(std::span<const T>(*owner)), owner);
}

template <typename T>
std::span<const T> viewAs(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

[[noreturn]] void throwWrongType(DType wanted, DType actual) {
    throw Error(ErrorCode::InvalidArgument, "a tensor of type " + std::string(toString(actual)) +
                                                " was read as " + std::string(toString(wanted)));
}

std::string describe(const TensorSpec& spec) {
    return std::string(toString(spec.dtype)) + " " + describeShape(spec.shape);
}

std::vector<TensorSpec> sortedByName(std::vector<TensorSpec> specs) {
    std::sort(specs.begin(), specs.end(),
              [](const TensorSpec& a, const TensorSpec& b) { return a.name < b.name; });
    return specs;
}

} // namespace

std::optional<std::int64_t> elementCount(std::span<const std::int64_t> shape) noexcept {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / largestBytesPer;
    std::int64_t product = 1;
    bool empty = false;
    for (const std::int64_t dimension : shape) {
        empty = empty || dimension == 0;
        const std::int64_t factor = std::max<std::int64_t>(dimension, 1);
        if (dimension < 0 || factor > most / product) {
            return std::nullopt;
        }
        product *= factor;
    }
    return empty ? 0 : product;
}

std::string describeShape(std::span<const std::int64_t> shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    }
    return text + "]";
}

std::string_view toString(DType type) noexcept {
    return type == DType::F32 ? "F32" : "I64";
}

std::size_t bytesPer(DType type) noexcept {
    return type == DType::F32 ? 4 : 8;
}

Tensor Tensor::fromFloats(std::vector<std::int64_t> shape, std::vector<float> values) {
    return tensorFromValues(DType::F32, std::move(shape), std::move(values));
}

Tensor Tensor::fromIntegers(std::vector<std::int64_t> shape, std::vector<std::int64_t> values) {
    return tensorFromValues(DType::I64, std::move(shape), std::move(values));
}

Tensor::Tensor(DType dtype, std::vector<std::int64_t> shape, std::span<const std::byte> bytes,
               std::shared_ptr<const void> owner)
    : dtype_(dtype), shape_(std::move(shape)), bytes_(bytes), owner_(std::move(owner)) {
    const auto expected = elementCount(shape_);
    if (!expected || static_cast<std::size_t>(*expected) * bytesPer(dtype_) != bytes_.size()) {
        throw Error(ErrorCode::InvalidArgument, "a tensor of shape " + describeShape(shape_) +
                                                    " does not hold " +
                                                    std::to_string(bytes_.size()) + " bytes of " +
                                                    std::string(toString(dtype_)));
    }
    if (reinterpret_cast<std::uintptr_t>(bytes_.data()) % bytesPer(dtype_) != 0) {
        throw Error(ErrorCode::InvalidArgument, "a tensor's bytes are not aligned for its type");
    }
}

std::int64_t Tensor::count() const noexcept {
    return static_cast<std::int64_t>(bytes_.size() / bytesPer(dtype_));
}

std::span<const float> Tensor::floats() const {
    if (dtype_ != DType::F32) {
        throwWrongType(DType::F32, dtype_);
    }
    return viewAs<float>(bytes_);
}

std::span<const std::int64_t> Tensor::integers() const {
    if (dtype_ != DType::I64) {
        throwWrongType(DType::I64, dtype_);
    }
    return viewAs<std::int64_t>(bytes_);
}

bool Tensor::operator==(const Tensor& other) const noexcept {
    return dtype_ == other.dtype_ && shape_ == other.shape_ &&
           std::equal(bytes_.begin(), bytes_.end(), other.bytes_.begin(), other.bytes_.end());
}

void StateDict::add(const std::string& name, Tensor tensor) {
    if (!entries_.emplace(name, std::move(tensor)).second) {
        throw Error(ErrorCode::AlreadyExists,
                    "the tensor " + quotedForMessage(name) + " exists already");
    }
}

const Tensor& StateDict::at(const std::string& name) const {
    const Tensor* tensor = find(name);
    if (tensor == nullptr) {
        throw Error(ErrorCode::NotFound, "there is no tensor " + quotedForMessage(name));
    }
    return *tensor;
}

const Tensor* StateDict::find(const std::string& name) const noexcept {
    const auto entry = entries_.find(name);
    return entry == entries_.end() ? nullptr : &entry->second;
}

std::vector<TensorSpec> StateDict::specs() const {
    std::vector<TensorSpec> specs;
    specs.reserve(entries_.size());
    for (const auto& [name, tensor] : entries_) {
        specs.push_back({name, tensor.dtype(), tensor.shape()});
    }
    return specs;
}

void requireSameTensors(const std::vector<TensorSpec>& expected,
                        const std::vector<TensorSpec>& actual, const std::string& what) {
    const auto fail = [&](const std::string& name, const std::string& reason) {
        throw Error(ErrorCode::InvalidInput,
                    what + ": tensor " + quotedForMessage(name) + " " + reason);
    };
    const std::vector<TensorSpec> wanted = sortedByName(expected);
    const std::vector<TensorSpec> given = sortedByName(actual);
    for (std::size_t i = 0; i < std::max(wanted.size(), given.size()); ++i) {
        if (i == given.size() || (i < wanted.size() && wanted[i].name < given[i].name)) {
            fail(wanted[i].name, "is missing (expected " + describe(wanted[i]) + ")");
        }
        if (i == wanted.size() || given[i].name < wanted[i].name) {
            fail(given[i].name, "is not one of the expected tensors");
        }
        if (given[i] != wanted[i]) {
            fail(given[i].name, "should be " + describe(wanted[i]) + ", is " + describe(given[i]));
        }
    }
}

} // namespace laurel
