#include "object_elements.h"

#include "dicom_text.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcvrul.h>
#include <memory>

namespace laurel {

namespace {

void require(const OFCondition& condition, const DcmTagKey& tag) {
    if (condition.bad()) {
        throw Error(ErrorCode::Internal, "cannot make DICOM element " +
                                             std::string(tag.toString().c_str()) + ": " +
                                             condition.text());
    }
}

bool startsCharacter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

} // namespace

std::string newUid(Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    const std::array<std::uint64_t, 2> bits{random.bits(), random.bits()};
    std::memcpy(bytes.data(), bits.data(), bytes.size());
    std::string digits;
    while (std::ranges::any_of(bytes, [](std::uint8_t b) { return b != 0; })) {
        unsigned rest = 0;
        for (std::uint8_t& byte : bytes) {
            const unsigned value = rest << 8 | byte;
            byte = static_cast<std::uint8_t>(value / 10);
            rest = value % 10;
        }
        digits.insert(digits.begin(), static_cast<char>('0' + rest));
    }
    return "2.25." + (digits.empty() ? "0" : digits);
}

std::string elementText(std::string_view text, std::size_t bytes) {
    const bool isUtf8 = isValidUtf8(text);
    std::size_t end = std::min(bytes, text.size());
    while (isUtf8 && end > 0 && end < text.size() && !startsCharacter(text[end])) {
        --end;
    }
    std::string plain;
    for (const char c : text.substr(0, end)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isForbidden = byte < 0x20 || byte == 0x7F || c == '\\';
        plain.push_back(isForbidden ? ' ' : byte >= 0x80 && !isUtf8 ? '?' : c);
    }
    const auto first = plain.find_first_not_of(' ');
    return first == std::string::npos
               ? ""
               : plain.substr(first, plain.find_last_not_of(' ') - first + 1);
}

void Elements::text(const DcmTagKey& tag, const std::string& value) {
    require(data_.putAndInsertString(tag, value.c_str()), tag);
}

void Elements::numbers(const DcmTagKey& tag, std::span<const double> values) {
    std::string joined;
    for (const double value : values) {
        joined += (joined.empty() ? "" : "\\") + toDecimalString(value);
    }
    text(tag, joined);
}

void Elements::unsignedShorts(const DcmTagKey& tag, std::span<const std::uint16_t> values) {
    require(data_.putAndInsertUint16Array(tag, values.data(), values.size()), tag);
}

void Elements::unsignedShort(const DcmTagKey& tag, std::int64_t value) {
    require(data_.putAndInsertUint16(tag, static_cast<Uint16>(value)), tag);
}

void Elements::unsignedLongs(const DcmTagKey& tag, std::span<const std::uint32_t> values) {
    auto element = std::make_unique<DcmUnsignedLong>(DcmTag(tag));
    require(element->putUint32Array(values.data(), values.size()), tag);
    require(data_.insert(element.get(), true), tag);
    static_cast<void>(element.release()); // the data set owns it now
}

void Elements::tag(const DcmTagKey& tag, const DcmTagKey& value) {
    require(data_.putAndInsertTagKey(tag, value), tag);
}

std::span<std::uint8_t> Elements::bytes(const DcmTagKey& tag, std::size_t count) {
    auto element = std::make_unique<DcmPixelData>(DcmTag(tag, EVR_OB));
    Uint8* values = nullptr;
    require(element->createUint8Array(static_cast<Uint32>(count), values), tag);
    std::memset(values, 0, count);
    require(data_.insert(element.get(), true), tag);
    static_cast<void>(element.release()); // the data set owns it now
    return {values, count};
}

void Elements::emptySequence(const DcmTagKey& tag) {
    require(data_.insertEmptyElement(tag), tag);
}

Elements Elements::item(const DcmTagKey& sequence) {
    constexpr long append = -2;
    DcmItem* made = nullptr;
    require(data_.findOrCreateSequenceItem(sequence, made, append), sequence);
    return Elements(*made);
}

Elements Elements::code(const DcmTagKey& sequence, const CodedConcept& concept_) {
    Elements item = this->item(sequence);
    item.text(DCM_CodeValue, concept_.value);
    item.text(DCM_CodingSchemeDesignator, concept_.scheme);
    item.text(DCM_CodeMeaning, concept_.meaning);
    return item;
}

void writeObject(const std::filesystem::path& path, DcmFileFormat& content,
                 E_TransferSyntax syntax) {
    writeThroughTemporary(path, [&](const std::filesystem::path& made) {
        const OFCondition written = content.saveFile(made.c_str(), syntax);
        if (written.bad()) {
            throw Error(ErrorCode::Io, "cannot write " + path.string() + ": " + written.text());
        }
    });
}

} // namespace laurel
