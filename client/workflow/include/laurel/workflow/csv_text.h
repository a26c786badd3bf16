#pragma once

#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// With so many digits after the point, a point whatever the system's language; "–" where
/// undefined.
std::string fixed(std::optional<double> value, int digits);

/// RFC 4180: fields in quotes where they hold a comma, a quote or a line break; lines end in CRLF.
std::string csvLine(const std::vector<std::string>& fields);

} // namespace laurel
