#include "laurel/net/api_key.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cctype>

namespace laurel {

namespace {

constexpr std::string_view whiteSpace = " \t\r\n";
constexpr std::size_t secretDigits = 64;

bool isKey(std::string_view text) {
    constexpr std::string_view prefix = "lk_";
    constexpr std::size_t longestId = 64;
    const std::size_t last = text.rfind('_');
    if (!text.starts_with(prefix) || last < prefix.size()) {
        return false;
    }
    const std::string_view id = text.substr(prefix.size(), last - prefix.size());
    const std::string_view secret = text.substr(last + 1);
    const auto isHex = [](unsigned char c) {
        return std::isdigit(c) != 0 || (c >= 'a' && c <= 'f');
    };
    const auto isWord = [](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '_');
    };
    return !id.empty() && id.size() <= longestId && std::all_of(id.begin(), id.end(), isWord) &&
           secret.size() == secretDigits && std::all_of(secret.begin(), secret.end(), isHex);
}

} // namespace

ApiKey ApiKey::parse(std::string_view text, const std::string& where) {
    text.remove_prefix(std::min(text.find_first_not_of(whiteSpace), text.size()));
    text = text.substr(0, text.find_last_not_of(whiteSpace) + 1);
    if (!isKey(text)) {
        throw Error(ErrorCode::InvalidInput,
                    where + ": expected a key as \"lk_<id>_<64 hexadecimal digits>\"");
    }
    return ApiKey(text);
}

} // namespace laurel
