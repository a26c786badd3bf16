#pragma once

#include <cstdio>
#include <string>

namespace laurel {

/// Rounded to four digits behind the point, for people.
inline std::string decimals(double value) {
    char text[400]; // the greatest double has 309 digits before the point
    return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%.4f", value))};
}

} // namespace laurel
