#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace laurel {

/// A DICOM file put together byte by byte (explicit VR little endian), for objects that no writer
/// makes.
class DicomBytes {
  public:
    explicit DicomBytes(const std::string& transferSyntax) {
        add(0x0002, 0x0010, "UI", transferSyntax);
        const std::string meta = data_;
        data_.clear();
        add(0x0002, 0x0000, "UL", little(meta.size(), 4));
        data_ = std::string(128, '\0') + "DICM" + data_ + meta;
    }

    DicomBytes& add(unsigned group, unsigned element, const std::string& vr, std::string value) {
        if (value.size() % 2 != 0) {
            value.push_back(vr == "UI" ? '\0' : ' ');
        }
        const bool isLong = vr == "OB" || vr == "OW" || vr == "SQ";
        data_ += little(group, 2) + little(element, 2) + vr + (isLong ? std::string(2, '\0') : "") +
                 little(value.size(), isLong ? 4 : 2) + value;
        return *this;
    }

    DicomBytes& addFrames(std::size_t count) {
        return add(0x0028, 0x0008, "IS", std::to_string(count));
    }

    DicomBytes& addShort(unsigned group, unsigned element, unsigned value) {
        return add(group, element, "US", little(value, 2));
    }

    /// Everything a readable slice needs but its pixels.
    DicomBytes& addSlice(unsigned rows, unsigned columns, unsigned bits,
                         const std::string& seriesId = "1.2.3") {
        add(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.4").add(0x0008, 0x0060, "CS", "MR");
        add(0x0020, 0x000e, "UI", seriesId).add(0x0020, 0x0032, "DS", "0\\0\\0");
        add(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0").addShort(0x0028, 0x0002, 1);
        add(0x0028, 0x0004, "CS", "MONOCHROME2").addShort(0x0028, 0x0010, rows);
        addShort(0x0028, 0x0011, columns).add(0x0028, 0x0030, "DS", "1\\1");
        addShort(0x0028, 0x0100, bits).addShort(0x0028, 0x0101, bits);
        return addShort(0x0028, 0x0102, bits - 1).addShort(0x0028, 0x0103, 0);
    }

    /// @param items made by `item`
    DicomBytes& addSequence(unsigned group, unsigned element, const std::string& items) {
        return add(group, element, "SQ", items);
    }

    /// Encapsulated pixel data of one fragment (PS3.5 A.4).
    DicomBytes& addFragment(const std::string& fragment) { return addFragments({fragment}); }

    DicomBytes& addFragments(const std::vector<std::string>& fragments) {
        data_ += little(0x7fe0, 2) + little(0x0010, 2) + "OB" + std::string(2, '\0') +
                 std::string(4, '\xFF') + item("");
        for (std::string fragment : fragments) {
            fragment.resize(fragment.size() + fragment.size() % 2);
            data_ += item(fragment);
        }
        data_ += item("", 0xe0dd);
        return *this;
    }

    static std::string item(const std::string& content, unsigned element = 0xe000) {
        return little(0xfffe, 2) + little(element, 2) + little(content.size(), 4) + content;
    }

    /// Elements without a file around them, for items.
    static DicomBytes elements() {
        DicomBytes bytes;
        return bytes;
    }

    const std::string& bytes() const { return data_; }

    static std::string little(std::uint64_t value, int count) {
        std::string bytes;
        for (int i = 0; i < count; ++i) {
            bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
        }
        return bytes;
    }

  private:
    DicomBytes() = default;

    std::string data_;
};

/// One frame of PerFrameFunctionalGroupsSequence (5200,9230), with its position and other groups.
inline std::string frameGroup(const std::string& position, const std::string& others = "") {
    const auto plane = DicomBytes::elements().add(0x0020, 0x0032, "DS", position);
    return DicomBytes::item(DicomBytes::elements()
                                .addSequence(0x0020, 0x9113, DicomBytes::item(plane.bytes()))
                                .bytes() +
                            others);
}

} // namespace laurel
