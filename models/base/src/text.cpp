#include "laurel/base/text.h"

#include <algorithm>
#include <cstdint>

namespace laurel {

namespace {

std::uint8_t byteAt(std::string_view text, std::size_t index) {
    return static_cast<std::uint8_t>(text[index]);
}

bool isContinuation(std::string_view text, std::size_t index, std::uint8_t low = 0x80,
                    std::uint8_t high = 0xBF) {
    return index < text.size() && byteAt(text, index) >= low && byteAt(text, index) <= high;
}

/// Bytes of the well-formed sequence at `index` (Unicode standard, table 3-7); 0: there is none.
std::size_t sequenceLength(std::string_view text, std::size_t index) {
    const std::uint8_t lead = byteAt(text, index);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return isContinuation(text, index + 1) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const std::uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
        const std::uint8_t high = lead == 0xED ? 0x9F : 0xBF;
        return isContinuation(text, index + 1, low, high) && isContinuation(text, index + 2) ? 3
                                                                                             : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const std::uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
        const std::uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
        const bool valid = isContinuation(text, index + 1, low, high) &&
                           isContinuation(text, index + 2) && isContinuation(text, index + 3);
        return valid ? 4 : 0;
    }
    return 0;
}

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

} // namespace

bool isValidUtf8(std::string_view text) noexcept {
    for (std::size_t index = 0; index < text.size();) {
        const std::size_t length = sequenceLength(text, index);
        if (length == 0) {
            return false;
        }
        index += length;
    }
    return true;
}

bool hasControlCharacter(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), isControl);
}

std::string quotedForMessage(std::string_view text, std::size_t maxBytes) {
    std::string quoted = "\"";
    for (const char c : text.substr(0, maxBytes)) {
        quoted += isControl(c) || static_cast<unsigned char>(c) > 0x7F ? '?' : c;
    }
    return quoted + (text.size() > maxBytes ? "...\"" : "\"");
}

} // namespace laurel
