#pragma once

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

} // namespace laurel
