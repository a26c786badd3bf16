#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// What the text of an .npy header says; the numbers and the type are not yet judged.
struct NpyHeader {
    std::string descr; ///< such as "<f4"
    bool fortranOrder = false;
    std::vector<std::int64_t> shape;
};

/// Parses the Python dictionary of an .npy header: exactly the keys descr (a string),
/// fortran_order and shape. Nothing is evaluated.
/// @param source names the file in messages
/// @throws Error InvalidInput, or Unsupported for a structured type
NpyHeader parseNpyHeader(std::string_view text, const std::string& source);

} // namespace laurel
