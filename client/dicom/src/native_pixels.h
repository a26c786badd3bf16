#pragma once

#include "slice_header.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace laurel {

/// Pixel data that stand in a file as they are in memory: uncompressed, little endian, grey. Read
/// straight from there, as to parse the file again takes longer than to read it. Not for several
/// threads at a time.
class NativePixels {
  public:
    /// None where the pixels are of another kind, or where the file is not as its header said: then
    /// DCMTK reads it, or says what is wrong.
    static std::unique_ptr<NativePixels> open(const SliceHeader& slice);
    ~NativePixels();
    NativePixels(const NativePixels&) = delete;
    NativePixels& operator=(const NativePixels&) = delete;

    std::size_t frameBytes() const noexcept { return frameBytes_; }

    /// @param into frameBytes() long
    /// @returns false where they cannot be read
    bool read(std::int64_t frame, std::span<std::byte> into) const;

  private:
    NativePixels(int file, std::uint64_t start, std::size_t frameBytes)
        : file_(file), start_(start), frameBytes_(frameBytes) {}
    int file_;
    std::uint64_t start_;
    std::size_t frameBytes_;
};

} // namespace laurel
