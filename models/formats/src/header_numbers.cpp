#include "header_numbers.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace laurel {

namespace {

bool isSound(std::string_view word, bool unknownAllowed) {
    constexpr double most = 1e9;
    if (word == "none") {
        return true;
    }
    if (word.starts_with('+')) { // which from_chars does not take
        word.remove_prefix(1);
    }
    double value = 0;
    const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (status != std::errc{} || end != word.data() + word.size()) {
        return false;
    }
    return std::abs(value) <= most || (unknownAllowed && std::isnan(value));
}

} // namespace

void checkHeaderNumbers(std::string_view text, const std::string& key,
                        const std::filesystem::path& path, bool unknownAllowed) {
    constexpr std::string_view between = " \t,()";
    for (std::size_t at = text.find_first_not_of(between); at != std::string_view::npos;
         at = text.find_first_not_of(between, at)) {
        const std::size_t end = std::min(text.find_first_of(between, at), text.size());
        const std::string_view word = text.substr(at, end - at);
        if (!isSound(word, unknownAllowed)) {
            throw Error(ErrorCode::InvalidInput, path.string() + ": " + key +
                                                     " must hold numbers within 1e9, not " +
                                                     quotedForMessage(word));
        }
        at = end;
    }
}

} // namespace laurel
