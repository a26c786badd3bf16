#include "utc_time.h"

#include <array>
#include <ctime>

namespace laurel {

std::string utcTime(std::int64_t ms) {
    const std::time_t seconds = ms / 1000;
    std::tm fields{};
    ::gmtime_r(&seconds, &fields);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &fields)};
}

} // namespace laurel
