#pragma once

#include "laurel/weights/crypto.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Whole numbers as a case's binary files hold them, little-endian, and the checks over them.
namespace laurel {

inline constexpr std::size_t checkBytes = 8;

template <typename Whole>
void putWhole(std::vector<std::byte>& bytes, Whole value) {
    for (std::size_t i = 0; i < sizeof(Whole); ++i) {
        bytes.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
}

/// Precondition: they are there.
template <typename Whole>
Whole getWhole(std::span<const std::byte> bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Whole); ++i) {
        value |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
    }
    return static_cast<Whole>(value);
}

/// The first bytes of SHA-256.
inline std::array<std::byte, checkBytes> checkOf(std::span<const std::byte> bytes) {
    std::array<std::uint8_t, checkBytes> check{};
    fromHex(sha256Hex(bytes).substr(0, 2 * checkBytes), check);
    std::array<std::byte, checkBytes> result{};
    std::transform(check.begin(), check.end(), result.begin(),
                   [](std::uint8_t byte) { return std::byte{byte}; });
    return result;
}

/// Fills in the check, which stands at `at` and is of all that follows it.
inline void seal(std::vector<std::byte>& bytes, std::size_t at) {
    const auto check = checkOf(std::span<const std::byte>(bytes).subspan(at + checkBytes));
    std::copy(check.begin(), check.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

inline bool isSealed(std::span<const std::byte> bytes, std::size_t at) {
    const auto check = checkOf(bytes.subspan(at + checkBytes));
    return std::equal(check.begin(), check.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

} // namespace laurel
