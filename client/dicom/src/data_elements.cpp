#include "data_elements.h"

#include <cmath>
#include <dcmtk/dcmdata/dcelem.h>

namespace laurel {

std::string textOf(DcmItem& data, const DcmTagKey& tag) {
    OFString text;
    data.findAndGetOFStringArray(tag, text);
    return {text.c_str(), text.size()};
}

std::string codeOf(DcmItem& data, const DcmTagKey& tag) {
    return splitValues(textOf(data, tag)).front();
}

int shortOf(DcmItem& data, const DcmTagKey& tag, int absent) {
    Uint16 value = 0;
    return data.findAndGetUint16(tag, value).good() ? value : absent;
}

std::optional<double> numberOf(DcmItem& data, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    if (data.findAndGetElement(tag, element).bad() || element == nullptr) {
        return std::nullopt;
    }
    OFString text;
    if (element->getVM() != 1 || element->getOFString(text, 0).bad()) {
        return std::nullopt;
    }
    const auto numbers = parseNumbers({text.c_str(), text.size()}, 1);
    return numbers ? std::optional(numbers->front()) : std::nullopt;
}

std::int64_t integerOf(DcmItem& data, const DcmTagKey& tag, std::int64_t absent) {
    const auto number = numberOf(data, tag);
    return number && std::abs(*number) < 1e12 ? static_cast<std::int64_t>(*number) : absent;
}

DcmItem* firstItem(DcmItem& data, const DcmTagKey& sequence) {
    DcmItem* item = nullptr;
    return data.findAndGetSequenceItem(sequence, item, 0).good() ? item : nullptr;
}

std::string_view bytesOf(DcmItem& data, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    Uint8* bytes = nullptr;
    if (data.findAndGetElement(tag, element).bad() || element == nullptr ||
        element->getUint8Array(bytes).bad() || bytes == nullptr) {
        return {};
    }
    return {reinterpret_cast<const char*>(bytes), element->getLength()};
}

} // namespace laurel
