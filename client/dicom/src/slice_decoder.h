#pragma once

#include "slice_header.h"

#include <memory>
#include <span>

namespace laurel {

/// Decodes the slices of one file, which is parsed once. Not for several threads at a time.
class SliceDecoder {
  public:
    /// @param slice any of the file
    /// @throws Error NotFound, InvalidInput naming the file
    explicit SliceDecoder(const SliceHeader& slice);
    ~SliceDecoder();
    SliceDecoder(SliceDecoder&&) noexcept;
    SliceDecoder& operator=(SliceDecoder&&) noexcept;

    /// Decodes one slice into rows × columns stored values, as they stand in the file (without the
    /// rescale); colour into luminance. T is the type that storedType names, or float.
    /// @throws Error Unsupported for a transfer syntax or code stream that GDCM cannot decode
    ///         safely, InvalidInput naming the file where pixel data are damaged or do not fit the
    ///         header
    template <typename T>
    void decode(const SliceHeader& slice, std::span<T> into);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

extern template void SliceDecoder::decode(const SliceHeader&, std::span<std::uint8_t>);
extern template void SliceDecoder::decode(const SliceHeader&, std::span<std::int16_t>);
extern template void SliceDecoder::decode(const SliceHeader&, std::span<std::uint16_t>);
extern template void SliceDecoder::decode(const SliceHeader&, std::span<std::int32_t>);
extern template void SliceDecoder::decode(const SliceHeader&, std::span<float>);

} // namespace laurel
