#pragma once

#include "laurel/weights/crypto.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

/// Journals as docs/case-format.md says, written without Laurel's own code.
namespace laurel {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytesOfFile(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void writeBytes(const std::filesystem::path& path, const Bytes& bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    for (const std::uint8_t byte : bytes) {
        out.put(static_cast<char>(byte));
    }
}

inline void put(Bytes& bytes, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
}

inline Bytes sealed(const Bytes& content) {
    Bytes bytes(8);
    fromHex(sha256Hex(std::as_bytes(std::span(content))).substr(0, 16), bytes);
    bytes.insert(bytes.end(), content.begin(), content.end());
    return bytes;
}

inline Bytes header(std::uint64_t journal, std::uint64_t first) {
    Bytes content;
    put(content, journal, 8);
    put(content, first, 8);
    Bytes bytes{'L', 'A', 'U', 'R', 'E', 'L', 'J', '1'};
    const Bytes rest = sealed(content);
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return bytes;
}

inline Bytes record(std::uint64_t journal, std::uint32_t type, std::uint64_t sequence,
                    const Bytes& body) {
    Bytes content;
    put(content, body.size(), 4);
    put(content, type, 4);
    put(content, sequence, 8);
    put(content, journal, 8);
    content.insert(content.end(), body.begin(), body.end());
    return sealed(content);
}

inline Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

inline Bytes textBytes(const std::string& text) {
    return {text.begin(), text.end()};
}

/// A step's body: the length of its JSON, the JSON, and an empty delta, or the given bytes.
inline Bytes stepBody(const nlohmann::json& object, const Bytes& delta) {
    const std::string text = object.dump();
    Bytes bytes;
    put(bytes, text.size(), 4);
    return bytes + textBytes(text) + delta;
}

} // namespace laurel
