#include "slice_decoder.h"

#include "code_stream.h"
#include "dicom_libraries.h"
#include "gdcm_library.h"
#include "laurel/base/error.h"

#include <dcmtk/config/osconfig.h>

#include <algorithm>
#include <cstring>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace laurel {

namespace {

[[noreturn]] void refuse(ErrorCode code, const SliceHeader& slice, const std::string& why) {
    throw Error(code, slice.file.string() + ": " + why);
}

[[noreturn]] void refuseDamaged(const SliceHeader& slice) {
    refuse(ErrorCode::InvalidInput, slice,
           "pixel data missing or damaged (transfer syntax " + slice.transferSyntax + ")");
}

std::size_t expectedBytes(const SliceHeader& slice) {
    return static_cast<std::size_t>(slice.rows * slice.columns) *
           static_cast<std::size_t>(slice.bitsAllocated / 8);
}

/// Uncompressed samples in the machine's byte order.
std::vector<char> nativeBytes(const SliceHeader& slice, DcmElement& element) {
    Uint8* bytes = nullptr;
    if (slice.bitsAllocated == 8) {
        element.getUint8Array(bytes);
    } else {
        Uint16* words = nullptr;
        element.getUint16Array(words);
        bytes = reinterpret_cast<Uint8*>(words);
    }
    const std::size_t expected = expectedBytes(slice);
    // Pixel data are padded to an even number of bytes.
    if (bytes == nullptr || element.getLength() != expected + expected % 2) {
        refuseDamaged(slice);
    }
    return {bytes, bytes + expected};
}

std::vector<std::string_view> fragmentsOf(const SliceHeader& slice, DcmPixelData& element,
                                          E_TransferSyntax syntax) {
    DcmPixelSequence* sequence = nullptr;
    element.getEncapsulatedRepresentation(syntax, nullptr, sequence);
    std::vector<std::string_view> fragments;
    for (unsigned long i = 1; sequence != nullptr && i < sequence->card(); ++i) { // 0: offset table
        DcmPixelItem* item = nullptr;
        Uint8* bytes = nullptr;
        if (sequence->getItem(item, i).bad() || item->getUint8Array(bytes).bad() ||
            bytes == nullptr) {
            refuseDamaged(slice);
        }
        fragments.emplace_back(reinterpret_cast<const char*>(bytes), item->getLength());
    }
    if (fragments.empty()) {
        refuseDamaged(slice);
    }
    return fragments;
}

bool isJpeg2000(const SliceHeader& slice) {
    return slice.transferSyntax.starts_with("1.2.840.10008.1.2.4.9");
}

/// GDCM trusts code streams: one that is larger or deeper than the header says corrupts memory, and
/// some of fewer than 8 bits a sample abort the process. So they must agree before it sees them.
void requireFrameAsDeclared(const SliceHeader& slice, std::string_view bytes) {
    const auto frame = isJpeg2000(slice) ? readJpeg2000Frame(bytes) : readJpegFrame(bytes);
    if (!frame) {
        refuse(ErrorCode::InvalidInput, slice, "no compressed image in the pixel data");
    }
    if (frame->columns != slice.columns || frame->rows != slice.rows || frame->components != 1 ||
        frame->bits > slice.bitsAllocated || frame->bits <= slice.bitsAllocated - 8 ||
        frame->bits < 8) {
        refuse(ErrorCode::Unsupported, slice,
               "the compressed image of " + std::to_string(frame->columns) + "×" +
                   std::to_string(frame->rows) + " pixels and " +
                   std::to_string(frame->components) + " component(s) of " +
                   std::to_string(frame->bits) + " bits does not fit the header's " +
                   std::to_string(slice.columns) + "×" + std::to_string(slice.rows) +
                   " pixels of " + std::to_string(slice.bitsAllocated) + " bits");
    }
}

std::vector<char> decompress(const SliceHeader& slice,
                             const std::vector<std::string_view>& fragments) {
    std::vector<LaurelByteView> views;
    views.reserve(fragments.size());
    for (const std::string_view bytes : fragments) {
        views.push_back({bytes.data(), bytes.size()});
    }
    std::vector<char> bytes(expectedBytes(slice));
    const auto bits = [](int value) { return static_cast<std::uint16_t>(value); };
    LaurelCompressedImage image{};
    image.size = sizeof(image);
    image.columns = static_cast<std::uint32_t>(slice.columns);
    image.rows = static_cast<std::uint32_t>(slice.rows);
    image.bitsAllocated = bits(slice.bitsAllocated);
    image.bitsStored = bits(slice.bitsStored);
    image.highBit = bits(slice.highBit);
    image.isSigned = slice.isSigned;
    image.photometric = slice.photometric.c_str();
    image.transferSyntax = slice.transferSyntax.c_str();
    image.fragments = views.data();
    image.fragmentCount = views.size();
    image.pixels = bytes.data();
    image.pixelBytes = bytes.size();
    if (!gdcmDecoder()(&image)) {
        refuseDamaged(slice);
    }
    return bytes;
}

bool isDecodedByGdcm(E_TransferSyntax syntax) {
    return syntax == EXS_JPEGLSLossless || syntax == EXS_JPEGLSLossy ||
           syntax == EXS_JPEG2000LosslessOnly || syntax == EXS_JPEG2000;
}

std::vector<char> compressedBytes(const SliceHeader& slice, DcmElement& element,
                                  E_TransferSyntax syntax) {
    if (!isDecodedByGdcm(syntax)) {
        refuse(ErrorCode::Unsupported, slice,
               "transfer syntax " + slice.transferSyntax + " is not supported");
    }
    auto* pixels = dynamic_cast<DcmPixelData*>(&element);
    if (pixels == nullptr) {
        refuseDamaged(slice);
    }
    const auto fragments = fragmentsOf(slice, *pixels, syntax);
    requireFrameAsDeclared(slice, fragments.front());
    return decompress(slice, fragments);
}

bool isUncompressed(E_TransferSyntax syntax) {
    return syntax == EXS_LittleEndianImplicit || syntax == EXS_LittleEndianExplicit ||
           syntax == EXS_BigEndianExplicit || syntax == EXS_DeflatedLittleEndianExplicit;
}

/// The others would be DCMTK's too, but its JPEG-LS library exports the symbols of GDCM's.
bool isDecodedByDcmtk(E_TransferSyntax syntax) {
    switch (syntax) {
    case EXS_RLELossless:
    case EXS_JPEGProcess1:
    case EXS_JPEGProcess2_4:
    case EXS_JPEGProcess14:
    case EXS_JPEGProcess14SV1:
        return true;
    default:
        return false;
    }
}

std::vector<char> decodedBytes(const SliceHeader& slice) {
    prepareDicomLibraries();
    DcmFileFormat content;
    DcmElement* element = nullptr;
    if (content.loadFile(slice.file.c_str()).bad()) {
        refuseDamaged(slice);
    }
    DcmDataset& data = *content.getDataset();
    const E_TransferSyntax syntax = data.getOriginalXfer();
    const bool byDcmtk = isDecodedByDcmtk(syntax);
    if (byDcmtk && data.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad()) {
        refuseDamaged(slice);
    }
    if (data.findAndGetElement(DCM_PixelData, element).bad()) {
        refuseDamaged(slice);
    }
    return byDcmtk || isUncompressed(syntax) ? nativeBytes(slice, *element)
                                             : compressedBytes(slice, *element, syntax);
}

/// Bits outside the stored ones say nothing (once they held overlays): PS3.5 8.1.1.
template <typename Stored>
Stored storedBits(Stored cell, const SliceHeader& slice) {
    using Unsigned = std::make_unsigned_t<Stored>;
    const int width = static_cast<int>(sizeof(Stored)) * 8;
    // Up against the cell's top, then down again: the shift of a signed type carries the sign
    // along.
    const auto top = static_cast<Stored>(
        static_cast<Unsigned>(static_cast<Unsigned>(cell) << (width - 1 - slice.highBit)));
    return static_cast<Stored>(top >> (width - slice.bitsStored));
}

template <typename Stored, typename T>
void convert(const SliceHeader& slice, const std::vector<char>& bytes, std::span<T> into) {
    std::vector<Stored> stored(into.size());
    std::memcpy(stored.data(), bytes.data(), bytes.size());
    std::ranges::transform(stored, stored.begin(),
                           [&](Stored cell) { return storedBits(cell, slice); });
    if constexpr (std::is_same_v<Stored, std::uint32_t> && std::is_same_v<T, std::int32_t>) {
        if (std::ranges::any_of(stored, [](std::uint32_t v) {
                return v > std::uint32_t{std::numeric_limits<std::int32_t>::max()};
            })) {
            refuse(ErrorCode::Unsupported, slice, "values above 2147483647 are not supported");
        }
    }
    std::ranges::transform(stored, into.begin(), [](Stored v) { return static_cast<T>(v); });
}

} // namespace

template <typename T>
void decodeSlice(const SliceHeader& slice, std::span<T> into) {
    const std::vector<char> bytes = decodedBytes(slice);
    switch (slice.bitsAllocated) {
    case 8:
        return slice.isSigned ? convert<std::int8_t>(slice, bytes, into)
                              : convert<std::uint8_t>(slice, bytes, into);
    case 16:
        return slice.isSigned ? convert<std::int16_t>(slice, bytes, into)
                              : convert<std::uint16_t>(slice, bytes, into);
    default:
        return slice.isSigned ? convert<std::int32_t>(slice, bytes, into)
                              : convert<std::uint32_t>(slice, bytes, into);
    }
}

template void decodeSlice(const SliceHeader&, std::span<std::uint8_t>);
template void decodeSlice(const SliceHeader&, std::span<std::int16_t>);
template void decodeSlice(const SliceHeader&, std::span<std::uint16_t>);
template void decodeSlice(const SliceHeader&, std::span<std::int32_t>);
template void decodeSlice(const SliceHeader&, std::span<float>);

} // namespace laurel
