#pragma once

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

/// Stable names of enumerations whose values count from 0.
namespace laurel {

template <typename Enum, std::size_t count>
std::string_view nameOf(Enum value, const std::array<std::string_view, count>& names) noexcept {
    const auto number = static_cast<std::size_t>(value);
    return number < count ? names[number] : std::string_view{"unknown"};
}

/// @throws Error InvalidInput unless `text` is one of the names
template <typename Enum, std::size_t count>
Enum fromName(std::string_view text, const std::array<std::string_view, count>& names,
              const std::string& what) {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) {
        throw Error(ErrorCode::InvalidInput, "\"" + std::string(text) + "\" is not " + what);
    }
    return static_cast<Enum>(found - names.begin());
}

} // namespace laurel
