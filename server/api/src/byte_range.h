#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace laurel {

struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0; ///< 0: nothing of the resource lies within the range
};

/// What the header Range asks of a resource of this size (RFC 9110, section 14); no value where the
/// unit is not bytes, which is to be passed over.
/// @throws Error InvalidArgument for a malformed range or for several
std::optional<ByteRange> parseByteRange(std::string_view header, std::uint64_t size);

/// Whether a list of entity tags, or "*", names this one; "W/" does not matter (RFC 9110, 13.1.2).
bool matchesEntityTag(std::string_view list, std::string_view tag);

} // namespace laurel
