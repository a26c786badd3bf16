#include "wire.h"

#include <algorithm>

namespace laurel::wire {

bool isLowerHex(std::string_view text, std::size_t digits) noexcept {
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool isSha256(std::string_view text) {
    return isLowerHex(text, 64);
}

bool isUtcTime(std::string_view text) {
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    return text.size() == form.size() &&
           std::equal(text.begin(), text.end(), form.begin(), [](char c, char expected) {
               return expected == 'd' ? c >= '0' && c <= '9' : c == expected;
           });
}

std::string readUtcTime(FieldReader& fields, const std::string& key) {
    return fields.textLike(key, "a time as \"2026-01-31T23:59:59Z\"", isUtcTime);
}

std::uint64_t readBytes(FieldReader& fields, const std::string& key) {
    return static_cast<std::uint64_t>(fields.integer(key, {0, mostBytes}));
}

std::optional<double> readOptionalNumber(FieldReader& fields, const std::string& key,
                                         Bounds<double> bounds) {
    return fields.hasValue(key) ? std::optional(fields.number(key, bounds)) : std::nullopt;
}

std::optional<std::int64_t> readOptionalInteger(FieldReader& fields, const std::string& key,
                                                Bounds<std::int64_t> bounds) {
    return fields.hasValue(key) ? std::optional(fields.integer(key, bounds)) : std::nullopt;
}

std::string readOptionalText(FieldReader& fields, const std::string& key, std::size_t most) {
    return fields.hasValue(key) ? fields.text(key, {0, most}) : std::string();
}

} // namespace laurel::wire
