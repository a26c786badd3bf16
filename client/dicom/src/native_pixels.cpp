#include "native_pixels.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace laurel {

namespace {

constexpr std::string_view implicitLittleEndian = "1.2.840.10008.1.2";
constexpr std::string_view explicitLittleEndian = "1.2.840.10008.1.2.1";

bool readAt(int file, std::uint64_t at, std::span<std::byte> into) {
    while (!into.empty()) {
        const ssize_t got = ::pread(file, into.data(), into.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += static_cast<std::uint64_t>(got);
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

std::uint32_t littleEndian(std::span<const std::byte> bytes) {
    std::uint32_t number = 0;
    for (std::size_t i = 4; i-- > 0;) {
        number = number << 8 | std::to_integer<std::uint32_t>(bytes[i]);
    }
    return number;
}

/// Whether the value at `start` is that of a PixelData element of so many bytes (PS3.5 7.1).
bool isPixelData(int file, std::uint64_t start, std::uint64_t bytes, bool isExplicit) {
    constexpr std::array tag{std::byte{0xE0}, std::byte{0x7F}, std::byte{0x10}, std::byte{0x00}};
    std::array<std::byte, 12> head{};
    const std::size_t size = isExplicit ? 12 : 8;
    const auto used = std::span(head).first(size);
    return start >= size && readAt(file, start - size, used) &&
           std::memcmp(head.data(), tag.data(), tag.size()) == 0 &&
           littleEndian(used.last(4)) == bytes;
}

std::size_t bytesOfFrame(const SliceHeader& slice) {
    const std::int64_t pixels =
        slice.tile ? slice.tile->rows * slice.tile->columns : slice.rows * slice.columns;
    return static_cast<std::size_t>(pixels) * static_cast<std::size_t>(slice.bitsAllocated / 8);
}

} // namespace

std::unique_ptr<NativePixels> NativePixels::open(const SliceHeader& slice) {
    const bool isExplicit = slice.transferSyntax == explicitLittleEndian;
    const bool isNative = isExplicit || slice.transferSyntax == implicitLittleEndian;
    if (!slice.pixelsAt || !isNative || slice.isColor() ||
        std::endian::native != std::endian::little) {
        return nullptr;
    }
    const int file = ::open(slice.file.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return nullptr;
    }
    std::unique_ptr<NativePixels> pixels(
        new NativePixels(file, *slice.pixelsAt, bytesOfFrame(slice)));
    const std::uint64_t bytes = pixels->frameBytes() * static_cast<std::uint64_t>(slice.frames);
    // Pixel data are padded to an even number of bytes.
    return isPixelData(file, *slice.pixelsAt, bytes + bytes % 2, isExplicit) ? std::move(pixels)
                                                                             : nullptr;
}

NativePixels::~NativePixels() {
    ::close(file_);
}

bool NativePixels::read(std::int64_t frame, std::span<std::byte> into) const {
    return readAt(file_, start_ + static_cast<std::uint64_t>(frame) * frameBytes_,
                  into.first(frameBytes_));
}

} // namespace laurel
