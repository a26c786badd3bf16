#include "laurel/weights/crypto.h"
#include "laurel/workflow/case_store.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace laurel {

namespace {

static_assert(std::endian::native == std::endian::little && sizeof(float) == 4);

/// In fixed notation whatever the locale; a zero has no sign.
std::string fixed(double value, int digits) {
    std::array<char, 64> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value,
                                      std::chars_format::fixed, digits);
    std::string number(text.data(), result.ptr);
    const bool zero = number.find_first_not_of("-0.") == std::string::npos;
    return zero && number.front() == '-' ? number.substr(1) : number;
}

template <typename Numbers>
std::string line(const std::string& name, const Numbers& numbers, int digits) {
    std::string text = name;
    for (const double number : numbers) {
        text += " " + fixed(number, digits);
    }
    return text + "\n";
}

std::string gridText(const Geometry& grid) {
    const std::array<double, 3> size{static_cast<double>(grid.size().x),
                                     static_cast<double>(grid.size().y),
                                     static_cast<double>(grid.size().z)};
    const std::array<double, 3> origin{grid.origin().x, grid.origin().y, grid.origin().z};
    return line("size", size, 0) + line("spacing", grid.spacing(), 6) + line("origin", origin, 4) +
           line("direction", grid.direction(), 6);
}

/// One bit pattern for each value that compares equal, and one for all that are no number.
void normalise(std::span<float> values) {
    for (float& value : values) {
        value = std::isnan(value) ? std::numeric_limits<float>::quiet_NaN() : value + 0.0F;
    }
}

} // namespace

std::string imageDigest(const Volume& image, std::int64_t frame) {
    std::vector<float> values = image.toFloat(frame);
    normalise(values);
    const GridSize& size = image.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    std::string text = "laurel-image/1\n" + gridText(image.geometry());
    for (std::size_t first = 0; first < values.size(); first += inSlice) {
        text += "slice " +
                sha256Hex(std::as_bytes(std::span(std::as_const(values)).subspan(first, inSlice))) +
                "\n";
    }
    return sha256Hex(text);
}

} // namespace laurel
