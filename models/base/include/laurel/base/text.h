#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace laurel {

/// Whether the bytes are well-formed UTF-8 (no overlong forms, surrogates or values past U+10FFFF).
bool isValidUtf8(std::string_view text) noexcept;

/// Whether a byte below 0x20 or 0x7F occurs.
bool hasControlCharacter(std::string_view text) noexcept;

/// Untrusted text made fit for an error message: in double quotes, at most maxBytes of it, "?" for
/// everything but printable ASCII, "..." where it was cut.
std::string quotedForMessage(std::string_view text, std::size_t maxBytes = 64);

} // namespace laurel
