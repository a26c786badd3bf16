#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

namespace laurel {

/// What the fixed header of a GIPL file says of its samples.
struct GiplHeader {
    static constexpr std::uint64_t bytes = 256;
    std::array<std::uint16_t, 4> extents{}; ///< of unused axes 0 or 1
    std::uint64_t sampleBytes = 0;          ///< of all samples
};

/// Reads the header, whether the file is compressed or not, and checks its numbers before a library
/// sees them: extents without gaps, positive spacing, finite origin, a type of samples that is
/// known.
/// @throws Error NotFound, Io; InvalidInput, Unsupported naming the file and the field
GiplHeader readGiplHeader(const std::filesystem::path& path);

} // namespace laurel
