#include "plain_text.h"

#include "laurel/base/text.h"

#include <algorithm>

namespace laurel {

bool isPlainText(std::string_view text, std::size_t mostBytes) noexcept {
    return text.size() <= mostBytes && !hasControlCharacter(text) && isValidUtf8(text);
}

std::string plainText(std::string_view text, std::size_t mostBytes) {
    if (isPlainText(text, mostBytes)) {
        return std::string(text);
    }
    const bool isUtf8 = isValidUtf8(text);
    std::string plain;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        plain += byte < 0x20 || byte == 0x7F ? ' ' : byte >= 0x80 && !isUtf8 ? '?' : c;
    }
    std::size_t length = std::min(plain.size(), mostBytes);
    while (length > 0 && length < plain.size() &&
           (static_cast<unsigned char>(plain[length]) & 0xC0U) == 0x80) {
        --length;
    }
    plain.resize(length);
    return plain;
}

} // namespace laurel
