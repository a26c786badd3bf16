#include "laurel/server_domain/published_version.h"

#include <algorithm>
#include <array>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 3> actionNames{"publish", "merge", "rollback"};

} // namespace

std::string_view toString(VersionAction action) noexcept {
    return actionNames[static_cast<std::size_t>(action)];
}

std::optional<VersionAction> versionActionNamed(std::string_view name) noexcept {
    const auto* const found = std::find(actionNames.begin(), actionNames.end(), name);
    return found == actionNames.end()
               ? std::nullopt
               : std::optional(static_cast<VersionAction>(found - actionNames.begin()));
}

} // namespace laurel
