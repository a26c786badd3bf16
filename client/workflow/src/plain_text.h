#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// What a case folder can keep of a text.
namespace laurel {

inline constexpr std::size_t mostNameBytes = 256;
inline constexpr std::size_t mostCodeBytes = 64; ///< of an abbreviation or a SNOMED code
inline constexpr std::size_t mostSegments = 16384;
inline constexpr std::size_t mostLabelBytes = 1024;

/// UTF-8 without control characters.
bool isPlainText(std::string_view text, std::size_t mostBytes) noexcept;

/// The text where it is plain; else control characters become spaces, bytes that are no UTF-8
/// become
/// "?", and what is too long is cut between characters.
std::string plainText(std::string_view text, std::size_t mostBytes);

} // namespace laurel
