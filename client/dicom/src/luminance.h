#pragma once

#include "data_elements.h"
#include "slice_header.h"

#include <span>

namespace laurel {

/// One frame of a colour image, decoded.
struct ColorFrame {
    std::string_view bytes;  ///< 3 samples per pixel, 2 for YBR_FULL_422, or 1 index of a palette
                             ///< in the machine's byte order
    std::string photometric; ///< of these bytes: decoding may have turned YBR into RGB
    bool isPlanar = false;   ///< colours plane by plane, not pixel by pixel
};

/// Luminance of ITU-R BT.601 of one decoded frame of a colour image (PS3.3 C.7.6.3.1.2): RGB, YBR
/// (its first component) or palette, one byte per pixel.
/// @param data holds the palette
/// @throws Error InvalidInput naming the file where the palette is missing or damaged
std::vector<std::uint8_t> luminanceOf(const SliceHeader& slice, const ColorFrame& frame,
                                      DcmItem& data);

/// Bytes of a frame as `luminanceOf` expects it.
std::size_t colorFrameBytes(const SliceHeader& slice, const std::string& photometric);

} // namespace laurel
