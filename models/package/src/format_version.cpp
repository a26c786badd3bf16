#include "format_version.h"

#include "characters.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>

namespace laurel {

/// One to three numbers with dots between, such as "1.13" or "2.6.0".
bool isVersion(std::string_view text) {
    constexpr std::size_t mostDigits = 6;
    int parts = 0;
    while (true) {
        const auto digits = static_cast<std::size_t>(
            std::find_if_not(text.begin(), text.end(), isDigit) - text.begin());
        if (digits == 0 || digits > mostDigits || ++parts > 3) {
            return false;
        }
        if (digits == text.size()) {
            return true;
        }
        if (text[digits] != '.') {
            return false;
        }
        text.remove_prefix(digits + 1);
    }
}

void requireFormat(FieldReader& fields, std::string_view supported) {
    const std::string format = fields.text("format", {1, 64});
    if (format == supported) {
        return;
    }
    const std::string_view family = supported.substr(0, supported.find('/') + 1);
    if (format.starts_with(family) && isVersion(std::string_view(format).substr(family.size()))) {
        throw Error(ErrorCode::Unsupported, fields.file() + ": format: the file is " +
                                                quotedForMessage(format) + ", this Laurel reads " +
                                                quotedForMessage(supported));
    }
    fields.fail("format", quotedForMessage(supported));
}

} // namespace laurel
