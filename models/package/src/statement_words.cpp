#include "statement_words.h"

#include "characters.h"

#include <algorithm>
#include <chrono>

namespace laurel {

bool isStatementServerId(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return isLowerAlphanumeric(c) || c == ':' || c == '_' || c == '-';
    });
}

bool isStatementTime(std::string_view text) {
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    const bool formed =
        text.size() == form.size() &&
        std::equal(text.begin(), text.end(), form.begin(), [](char c, char expected) {
            return expected == 'd' ? isDigit(c) : c == expected;
        });
    if (!formed) {
        return false;
    }
    const auto number = [&](std::size_t at, std::size_t digits) {
        unsigned value = 0;
        for (const char c : text.substr(at, digits)) {
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        return value;
    };
    const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(number(0, 4))),
                                          std::chrono::month(number(5, 2)),
                                          std::chrono::day(number(8, 2)));
    return day.ok() && number(11, 2) < 24 && number(14, 2) < 60 && number(17, 2) < 60;
}

} // namespace laurel
