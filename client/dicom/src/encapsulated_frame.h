#pragma once

#include "slice_header.h"

#include <string_view>

class DcmElement;

namespace laurel {

/// The fragments that hold one frame of encapsulated pixel data (PS3.5 A.4): all of them for a
/// single frame, one each where there are as many as frames, else by the basic offset table, else
/// by where code streams begin. Valid as long as the element.
/// @throws Error InvalidInput naming the file where they cannot be told apart
std::vector<std::string_view> fragmentsOfFrame(const SliceHeader& slice, DcmElement& pixelData,
                                               std::int64_t frame);

/// The same, as DCMTK counts fragments: the offset table is 0. Of run lengths, several fragments a
/// frame are refused: PS3.5 A.4.2 forbids them, and DCMTK decodes them wrongly.
/// @throws Error InvalidInput
std::uint32_t firstFragmentOfFrame(const SliceHeader& slice, DcmElement& pixelData,
                                   std::int64_t frame);

/// GDCM trusts code streams: one that is larger or deeper than the header says corrupts memory, and
/// some of fewer than 8 bits a sample abort the process. So they must agree before it sees them.
/// @throws Error InvalidInput, Unsupported
void requireFrameAsDeclared(const SliceHeader& slice, std::string_view bytes);

/// @return the frame's samples, pixel by pixel
/// @throws Error InvalidInput naming the file
std::vector<char> decompressWithGdcm(const SliceHeader& slice,
                                     const std::vector<std::string_view>& fragments);

} // namespace laurel
