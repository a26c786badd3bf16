#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// Element types that Laurel's weights may have: parameters and statistics, and counters.
enum class DType { F32, I64 };

std::string_view toString(DType type) noexcept; ///< "F32", "I64"
std::size_t bytesPer(DType type) noexcept;

/// What a network expects of one tensor, and what a file's header declares.
struct TensorSpec {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape; ///< empty: a scalar; a 0 makes an empty tensor
    bool operator==(const TensorSpec&) const = default;
};

/// An immutable, contiguous, row-major, little-endian array. Cheap to copy: copies share the bytes,
/// which may be a mapped file. Thread-safe to read.
class Tensor {
  public:
    /// @throws Error InvalidArgument when the number of values does not fit the shape
    static Tensor fromFloats(std::vector<std::int64_t> shape, std::vector<float> values);
    static Tensor fromIntegers(std::vector<std::int64_t> shape, std::vector<std::int64_t> values);
    /// View of bytes that `owner` keeps alive. Precondition: aligned for the type and of its size.
    Tensor(DType dtype, std::vector<std::int64_t> shape, std::span<const std::byte> bytes,
           std::shared_ptr<const void> owner);

    DType dtype() const noexcept { return dtype_; }
    const std::vector<std::int64_t>& shape() const noexcept { return shape_; }
    std::int64_t count() const noexcept;
    std::span<const std::byte> bytes() const noexcept { return bytes_; }
    /// @throws Error InvalidArgument when the type is another
    std::span<const float> floats() const;
    std::span<const std::int64_t> integers() const;

    /// Same type, shape and bytes (so NaN equals the same NaN, and 0 differs from -0).
    bool operator==(const Tensor& other) const noexcept;

  private:
    DType dtype_;
    std::vector<std::int64_t> shape_;
    std::span<const std::byte> bytes_;
    std::shared_ptr<const void> owner_;
};

/// A network's parameters, statistics and counters by name, in name order (byte-wise). A value;
/// cheap to copy; thread-safe to read.
class StateDict {
  public:
    using Entries = std::map<std::string, Tensor>;

    /// @throws Error AlreadyExists
    void add(const std::string& name, Tensor tensor);
    /// @throws Error NotFound
    const Tensor& at(const std::string& name) const;
    const Tensor* find(const std::string& name) const noexcept;
    const Entries& entries() const noexcept { return entries_; }
    std::size_t size() const noexcept { return entries_.size(); }
    std::vector<TensorSpec> specs() const;
    bool operator==(const StateDict&) const = default;

  private:
    Entries entries_;
};

/// Throws Error InvalidInput naming the first missing, surplus or different tensor. Both lists in
/// any order. `what` begins the message, such as a file's name.
void requireSameTensors(const std::vector<TensorSpec>& expected,
                        const std::vector<TensorSpec>& actual, const std::string& what);

} // namespace laurel
