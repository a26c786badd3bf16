#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace laurel {

/// Product of the dimensions; none when one is negative or when the product, zeros counted as ones,
/// does not fit (so that strides fit too).
std::optional<std::int64_t> elementCount(std::span<const std::int64_t> shape) noexcept;

/// Such as "[2, 3]".
std::string describeShape(std::span<const std::int64_t> shape);

} // namespace laurel
