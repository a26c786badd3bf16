#pragma once

#include <algorithm>
#include <string_view>

namespace laurel {

/// ASCII classes, independent of the locale.
constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool isLowerHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f');
}
constexpr bool isHexDigit(char c) {
    return isLowerHexDigit(c) || (c >= 'A' && c <= 'F');
}
constexpr bool isLowerAlphanumeric(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z');
}
constexpr bool isAlphanumeric(char c) {
    return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
}

/// 64 lower-case hexadecimal digits.
constexpr bool isSha256(std::string_view text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(), isLowerHexDigit);
}

} // namespace laurel
