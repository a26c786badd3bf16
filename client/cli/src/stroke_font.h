#pragma once

#include <string_view>

namespace laurel {

/// A glyph drawn with a pen: strokes as points of two characters each (x, y in base 36), separated
/// by blanks. y runs from 0, the top of capitals, to 12, the baseline, and below; x from 0 to
/// `width`.
struct Glyph {
    char character = 0;
    int width = 0;
    std::string_view strokes;
};

/// The glyph of an ASCII character; a box for those that the face does not have.
const Glyph& glyphOf(char character) noexcept;

} // namespace laurel
