#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>

namespace laurel {

/// Writes a file without waiting for the disk, as thousands of small files in tests would.
inline void writeTestFile(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

inline void writeTestFile(const std::filesystem::path& path, std::string_view text) {
    writeTestFile(path, std::as_bytes(std::span(text)));
}

} // namespace laurel
