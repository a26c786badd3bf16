#include "luminance.h"

#include "laurel/base/error.h"

#include <cmath>
#include <dcmtk/dcmdata/dcdeftag.h>

namespace laurel {

namespace {

std::uint8_t luma(double red, double green, double blue) {
    return static_cast<std::uint8_t>(std::lround(0.299 * red + 0.587 * green + 0.114 * blue));
}

std::uint8_t byteAt(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

/// One of the three tables of a palette (PS3.3 C.7.6.3.1.5), its entries as 0 to 255.
struct ColorTable {
    int firstIndex = 0;
    std::vector<double> entries;

    double at(int index) const {
        const auto last = static_cast<int>(entries.size()) - 1;
        return entries[static_cast<std::size_t>(std::clamp(index - firstIndex, 0, last))];
    }
};

[[noreturn]] void refusePalette(const SliceHeader& slice) {
    throw Error(ErrorCode::InvalidInput,
                slice.file.string() + ": the colour palette is missing or damaged");
}

ColorTable readTable(const SliceHeader& slice, DcmItem& data, const DcmTagKey& descriptor,
                     const DcmTagKey& content) {
    std::array<std::uint16_t, 3> numbers{}; // entries, first index, bits of an entry
    for (unsigned long i = 0; i < 3; ++i) {
        if (data.findAndGetUint16(descriptor, numbers[i], i).bad()) {
            refusePalette(slice);
        }
    }
    const std::size_t count = numbers[0] == 0 ? 65536 : numbers[0];
    const Uint16* words = nullptr;
    unsigned long wordCount = 0;
    if (data.findAndGetUint16Array(content, words, &wordCount).bad() || words == nullptr) {
        refusePalette(slice);
    }
    ColorTable table;
    table.firstIndex = slice.isSigned ? static_cast<std::int16_t>(numbers[1]) : numbers[1];
    const bool isPacked = numbers[2] == 8 && wordCount < count; // two entries in a word
    if ((numbers[2] != 8 && numbers[2] != 16) || wordCount < (isPacked ? (count + 1) / 2 : count)) {
        refusePalette(slice);
    }
    const double scale = numbers[2] == 16 ? 1.0 / 257 : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned word = isPacked ? words[i / 2] >> (8 * (i % 2)) & 0xFFU : words[i];
        table.entries.push_back(std::min(255.0, word * scale));
    }
    return table;
}

std::vector<std::uint8_t> fromPalette(const SliceHeader& slice, std::string_view bytes,
                                      DcmItem& data) {
    const ColorTable red = readTable(slice, data, DCM_RedPaletteColorLookupTableDescriptor,
                                     DCM_RedPaletteColorLookupTableData);
    const ColorTable green = readTable(slice, data, DCM_GreenPaletteColorLookupTableDescriptor,
                                       DCM_GreenPaletteColorLookupTableData);
    const ColorTable blue = readTable(slice, data, DCM_BluePaletteColorLookupTableDescriptor,
                                      DCM_BluePaletteColorLookupTableData);
    const std::size_t width = static_cast<std::size_t>(slice.bitsAllocated) / 8;
    std::vector<std::uint8_t> result(bytes.size() / width);
    const unsigned mask = (1U << slice.bitsStored) - 1;
    for (std::size_t i = 0; i < result.size(); ++i) {
        unsigned index = byteAt(bytes, i * width);
        if (width == 2) { // the machine's order is little-endian
            index |= static_cast<unsigned>(byteAt(bytes, i * width + 1)) << 8;
        }
        const int stored = static_cast<int>(index & mask);
        result[i] = luma(red.at(stored), green.at(stored), blue.at(stored));
    }
    return result;
}

/// PS3.3 C.7.6.3.1.2: two luminances, then the two colour differences that they share.
std::vector<std::uint8_t> fromHalvedChroma(std::string_view bytes) {
    std::vector<std::uint8_t> result(bytes.size() / 2);
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] = byteAt(bytes, i / 2 * 4 + i % 2);
    }
    return result;
}

std::vector<std::uint8_t> fromSamples(const ColorFrame& frame) {
    const std::size_t count = frame.bytes.size() / 3;
    const std::size_t pixelStep = frame.isPlanar ? 1 : 3;
    const std::size_t sampleStep = frame.isPlanar ? count : 1;
    const bool isRgb = frame.photometric == "RGB";
    std::vector<std::uint8_t> result(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto sample = [&](std::size_t s) {
            return byteAt(frame.bytes, i * pixelStep + s * sampleStep);
        };
        result[i] = isRgb ? luma(sample(0), sample(1), sample(2)) : sample(0);
    }
    return result;
}

} // namespace

std::size_t colorFrameBytes(const SliceHeader& slice, const std::string& photometric) {
    const auto pixels = static_cast<std::size_t>(slice.rows * slice.columns);
    if (photometric == "PALETTE COLOR") {
        return pixels * static_cast<std::size_t>(slice.bitsAllocated / 8);
    }
    return pixels * (photometric == "YBR_FULL_422" ? 2 : 3);
}

std::vector<std::uint8_t> luminanceOf(const SliceHeader& slice, const ColorFrame& frame,
                                      DcmItem& data) {
    if (frame.photometric == "PALETTE COLOR") {
        return fromPalette(slice, frame.bytes, data);
    }
    return frame.photometric == "YBR_FULL_422" ? fromHalvedChroma(frame.bytes) : fromSamples(frame);
}

} // namespace laurel
