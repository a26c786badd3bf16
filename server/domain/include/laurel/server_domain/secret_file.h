#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

namespace laurel {

using SecretBytes = std::array<std::uint8_t, 32>;

/// A secret of the server's own, as a file (mode 0600) of 64 hexadecimal digits and a line feed.
/// Reads it, or makes a random one where the file does not exist; of several processes that do so
/// at once, all get the same.
/// @throws Error PermissionDenied when anyone but the owner may read the file, InvalidInput, Io
SecretBytes loadOrCreateSecret(const std::filesystem::path& file);

} // namespace laurel
