#include "laurel/imaging/header_field.h"

#include "laurel/base/text.h"

namespace laurel {

std::string shownHeaderText(const std::string& text) {
    constexpr std::size_t mostBytes = 200;
    std::size_t size = text.size() <= mostBytes ? text.size() : mostBytes;
    while (size < text.size() && size > 0 &&
           (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        --size; // not within a character
    }
    std::string shown = text.substr(0, size);
    const bool isText = isValidUtf8(shown);
    for (char& letter : shown) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < 0x20 || byte == 0x7F) {
            letter = ' ';
        } else if (byte >= 0x80 && !isText) {
            letter = '?';
        }
    }
    return size < text.size() ? shown + "…" : shown;
}

} // namespace laurel
