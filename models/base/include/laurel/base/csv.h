#pragma once

#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// RFC 4180: fields in quotes where they hold a comma, a quote or a line break; lines end in CRLF.
std::string csvLine(const std::vector<std::string>& fields);

/// With six digits after the point; empty where undefined or not finite.
std::string csvNumber(const std::optional<double>& value);

} // namespace laurel
