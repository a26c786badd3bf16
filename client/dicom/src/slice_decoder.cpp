#include "slice_decoder.h"

#include "gdcm_setup.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <algorithm>
#include <cstring>
#include <gdcmImageReader.h>
#include <gdcmTrace.h>
#include <limits>
#include <mutex>
#include <type_traits>
#include <vector>

namespace laurel {

void silenceGdcm() {
    static std::once_flag once;
    std::call_once(once, [] {
        gdcm::Trace::DebugOff();
        gdcm::Trace::WarningOff();
        gdcm::Trace::ErrorOff();
    });
}

namespace {

[[noreturn]] void refuse(ErrorCode code, const SliceHeader& slice, const std::string& why) {
    throw Error(code, slice.file.string() + ": " + why);
}

/// OpenJPEG inside GDCM aborts the process on some code streams of fewer than 8 bits a sample,
/// whatever the header says: look into the SIZ segment (ITU-T T.800 A.5.1) first.
void requireSafeJpeg2000(const SliceHeader& slice) {
    constexpr std::uint64_t largestFile = std::uint64_t{1} << 30;
    constexpr std::size_t componentCountAt = 40; // from the start of the code stream
    const std::string bytes = readTextFile(slice.file, largestFile);
    const std::size_t start = bytes.find("\xFF\x4F\xFF\x51");
    if (start == std::string::npos || bytes.size() - start < componentCountAt + 3) {
        refuse(ErrorCode::InvalidInput, slice, "no JPEG 2000 code stream in the pixel data");
    }
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[start + at]); };
    const int components = byte(componentCountAt) << 8 | byte(componentCountAt + 1);
    const int bits = (byte(componentCountAt + 2) & 0x7F) + 1;
    if (components != 1 || bits < 8 || bits > slice.bitsAllocated) {
        refuse(ErrorCode::Unsupported, slice,
               "a JPEG 2000 code stream of " + std::to_string(components) + " component(s) of " +
                   std::to_string(bits) + " bits in an image of " +
                   std::to_string(slice.bitsAllocated) + " bits cannot be decoded");
    }
}

bool isJpeg2000(const SliceHeader& slice) {
    return slice.transferSyntax.starts_with("1.2.840.10008.1.2.4.9");
}

std::vector<char> decodedBytes(const SliceHeader& slice) {
    silenceGdcm();
    if (isJpeg2000(slice)) {
        requireSafeJpeg2000(slice);
    }
    try {
        gdcm::ImageReader reader;
        reader.SetFileName(slice.file.c_str());
        if (!reader.Read()) {
            refuse(ErrorCode::InvalidInput, slice,
                   "pixel data missing, damaged, or of a transfer syntax that cannot be decoded (" +
                       slice.transferSyntax + ")");
        }
        const gdcm::Image& image = reader.GetImage();
        const gdcm::PixelFormat& format = image.GetPixelFormat();
        const auto expected = static_cast<std::size_t>(slice.rows * slice.columns) *
                              static_cast<std::size_t>(slice.bitsAllocated / 8);
        const bool fits = image.GetColumns() == slice.columns && image.GetRows() == slice.rows &&
                          format.GetSamplesPerPixel() == 1 &&
                          format.GetBitsAllocated() == slice.bitsAllocated &&
                          (format.GetPixelRepresentation() != 0) == slice.isSigned &&
                          image.GetBufferLength() == expected;
        if (!fits) {
            refuse(ErrorCode::InvalidInput, slice, "the pixel data do not fit the header");
        }
        std::vector<char> bytes(expected);
        if (!image.GetBuffer(bytes.data())) {
            refuse(ErrorCode::InvalidInput, slice,
                   "the pixel data cannot be decoded (" + slice.transferSyntax + ")");
        }
        return bytes;
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) {
        refuse(ErrorCode::InvalidInput, slice,
               "the pixel data are damaged (" + slice.transferSyntax + ")");
    }
}

template <typename Stored, typename T>
void convert(const SliceHeader& slice, const std::vector<char>& bytes, std::span<T> into) {
    std::vector<Stored> stored(into.size());
    std::memcpy(stored.data(), bytes.data(), bytes.size());
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
