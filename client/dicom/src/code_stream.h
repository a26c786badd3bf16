#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace laurel {

/// What the header of a compressed image says of itself.
struct CodeStreamFrame {
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    int components = 0;
    int bits = 0; ///< of a sample
};

/// The frame header of a JPEG or JPEG-LS stream (ITU-T T.81 B.2.2, T.87 C.2.2); none where there is
/// none.
std::optional<CodeStreamFrame> readJpegFrame(std::string_view bytes);

/// The SIZ segment of a JPEG 2000 code stream, bare or in a JP2 box (ITU-T T.800 A.5.1). None where
/// there is none, or where it describes more than one plain image: offsets, subsampling.
std::optional<CodeStreamFrame> readJpeg2000Frame(std::string_view bytes);

} // namespace laurel
