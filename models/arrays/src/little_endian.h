#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace laurel {

/// The little-endian unsigned integer at `offset`. Precondition: it lies within `bytes`.
template <typename Integer>
Integer littleEndianAt(std::span<const std::byte> bytes, std::size_t offset) {
    Integer value = 0;
    for (std::size_t i = sizeof(Integer); i-- > 0;) {
        value = static_cast<Integer>(value << 8 | std::to_integer<Integer>(bytes[offset + i]));
    }
    return value;
}

template <typename Integer>
void appendLittleEndian(std::vector<std::byte>& bytes, Integer value) {
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
        bytes.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFF));
    }
}

} // namespace laurel
