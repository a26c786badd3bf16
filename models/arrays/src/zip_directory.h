#pragma once

#include "random_access_file.h"
#include "zip_archive.h"

#include <vector>

namespace laurel {

inline constexpr std::uint32_t zipLocalSignature = 0x04034B50;
inline constexpr std::uint32_t zipCentralSignature = 0x02014B50;
inline constexpr std::uint32_t zipEndSignature = 0x06054B50;
inline constexpr std::uint32_t zip64EndSignature = 0x06064B50;
inline constexpr std::uint32_t zip64LocatorSignature = 0x07064B50;
inline constexpr std::size_t zipLocalBytes = 30;
inline constexpr std::size_t zipCentralBytes = 46;
inline constexpr std::size_t zipEndBytes = 22;

/// The entries of a zip archive, checked one by one and against each other, with the places of
/// their data. @throws Error InvalidInput, Unsupported, LimitExceeded
std::vector<ZipEntry> readZipDirectory(RandomAccessFile& file);

} // namespace laurel
