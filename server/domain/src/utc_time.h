#pragma once

#include <cstdint>
#include <string>

namespace laurel {

/// "2026-01-31T23:59:59Z", the fraction cut off. @param ms since 1970, UTC
std::string utcTime(std::int64_t ms);

} // namespace laurel
