#include "laurel/workflow/csv_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace laurel {

std::string fixed(std::optional<double> value, int digits) {
    if (!value || !std::isfinite(*value)) {
        return "–";
    }
    std::array<char, 400> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), *value,
                                   std::chars_format::fixed, digits);
    return {text.data(), end.ptr};
}

std::string csvLine(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) {
        line += &field == &fields.front() ? "" : ",";
        if (field.find_first_of(",\"\r\n") == std::string::npos) {
            line += field;
            continue;
        }
        line += '"';
        for (const char c : field) {
            line += c == '"' ? "\"\"" : std::string(1, c);
        }
        line += '"';
    }
    return line + "\r\n";
}

} // namespace laurel
