#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace laurel {

/// A safetensors file put together from the published format: 8 bytes little-endian length of the
/// header, the header, the data. Independent of Laurel's writer.
inline std::string safetensorsBytes(const std::string& header, const std::string& data,
                                    std::uint64_t claimedLength) {
    std::string bytes;
    for (int i = 0; i < 8; ++i) {
        bytes += static_cast<char>(claimedLength >> (8 * i) & 0xFF);
    }
    return bytes + header + data;
}

inline std::string safetensorsBytes(const std::string& header, const std::string& data = {}) {
    return safetensorsBytes(header, data, header.size());
}

inline std::span<const std::byte> bytesOf(const std::string& text) {
    return std::as_bytes(std::span(text));
}

} // namespace laurel
