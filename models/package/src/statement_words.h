#pragma once

#include <cstdint>
#include <string_view>

/// What all signed statements have in common.
namespace laurel {

inline constexpr std::int64_t mostVersionNumber = 1'000'000'000;
inline constexpr const char* serverIdPattern = "1 to 64 of a-z, 0-9, \":\", \"_\" and \"-\"";
inline constexpr const char* utcTimePattern = "a time as \"2026-01-31T23:59:59Z\"";

bool isStatementServerId(std::string_view text);
/// "2026-01-31T23:59:59Z", a day that exists, no leap second.
bool isStatementTime(std::string_view text);

} // namespace laurel
