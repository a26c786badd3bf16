#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace laurel {

/// RFC 3986, section 2.1. No value where a "%" is not followed by two hexadecimal digits, or where
/// the result is not UTF-8 or has control characters.
std::optional<std::string> percentDecoded(std::string_view text);

} // namespace laurel
