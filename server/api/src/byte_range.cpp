#include "byte_range.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <charconv>

namespace laurel {

namespace {

std::optional<std::uint64_t> parseNumber(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, number);
    return fault == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

[[noreturn]] void throwMalformed(std::string_view header) {
    throw Error(ErrorCode::InvalidArgument,
                "expected one range as \"bytes=0-99\", got " + quotedForMessage(header));
}

} // namespace

std::optional<ByteRange> parseByteRange(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) {
        return std::nullopt;
    }
    const std::string_view range = header.substr(unit.size());
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos) {
        throwMalformed(header);
    }
    const std::string_view before = range.substr(0, dash);
    const std::string_view after = range.substr(dash + 1);
    const std::optional<std::uint64_t> first = parseNumber(before);
    const std::optional<std::uint64_t> last = parseNumber(after);
    const bool isSuffix = before.empty() && last;
    const bool isOpen = first && after.empty();
    if (!isSuffix && !isOpen && !(first && last && *first <= *last)) {
        throwMalformed(header);
    }
    const std::uint64_t offset = isSuffix ? size - std::min(*last, size) : *first;
    if (offset >= size) {
        return ByteRange{};
    }
    const std::uint64_t end = isSuffix || isOpen ? size : std::min(*last, size - 1) + 1;
    return ByteRange{offset, end - offset};
}

bool matchesEntityTag(std::string_view list, std::string_view tag) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view candidate = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        candidate.remove_prefix(std::min(candidate.find_first_not_of(" \t"), candidate.size()));
        candidate = candidate.substr(0, candidate.find_last_not_of(" \t") + 1);
        if (candidate.starts_with("W/")) {
            candidate.remove_prefix(2);
        }
        if (candidate == tag || candidate == "*") {
            return true;
        }
    }
    return false;
}

} // namespace laurel
