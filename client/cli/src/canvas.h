#pragma once

#include "laurel/imaging/label_map.h"

#include <cstdint>
#include <string>
#include <vector>

namespace laurel {

/// An 8-bit RGB picture, row by row from the top, with the little drawing that reports need.
class Canvas {
  public:
    /// Filled with one colour.
    Canvas(std::int64_t width, std::int64_t height, const Color& background);

    std::int64_t width() const noexcept { return width_; }
    std::int64_t height() const noexcept { return height_; }
    const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; } ///< 3 a pixel

    /// Mixes a colour in, with opacity 0 to 1. Outside the picture: nothing.
    void blend(std::int64_t x, std::int64_t y, const Color& color, double opacity);
    void fill(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height,
              const Color& color, double opacity = 1);

    /// Antialiased text in a single-stroke face; `x` is its left end, `y` its baseline.
    void text(double x, double y, const std::string& text, const Color& color, double size = 9);

    /// @param size height of a capital letter in pixels
    static double textWidth(const std::string& text, double size = 9);

  private:
    std::int64_t width_;
    std::int64_t height_;
    std::vector<std::uint8_t> bytes_;
};

/// PNG, all or nothing. @throws Error Io
void writePng(const std::string& path, const Canvas& canvas);

} // namespace laurel
