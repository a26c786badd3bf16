#pragma once

#include "slice_header.h"

#include <span>

namespace laurel {

/// Decodes one single-frame grey image into rows × columns stored values, as they stand in the file
/// (without the rescale). T is the type that storedType names, or float.
/// @throws Error Unsupported for a transfer syntax or code stream that GDCM cannot decode safely,
///         InvalidInput naming the file where pixel data are damaged or do not fit the header,
///         NotFound
template <typename T>
void decodeSlice(const SliceHeader& slice, std::span<T> into);

extern template void decodeSlice(const SliceHeader&, std::span<std::uint8_t>);
extern template void decodeSlice(const SliceHeader&, std::span<std::int16_t>);
extern template void decodeSlice(const SliceHeader&, std::span<std::uint16_t>);
extern template void decodeSlice(const SliceHeader&, std::span<std::int32_t>);
extern template void decodeSlice(const SliceHeader&, std::span<float>);

} // namespace laurel
