#include "laurel/server_domain/contribution_table.h"

#include <array>

namespace laurel {

bool mayAdvance(ContributionState from, ContributionState to) noexcept {
    using State = ContributionState;
    if (to == State::Rejected || to == State::Failed) {
        return !isFinal(from);
    }
    if (from == State::Failed) {
        return to == State::Received;
    }
    return !isFinal(from) && static_cast<int>(to) == static_cast<int>(from) + 1;
}

std::string_view toString(MeasuredWeights::Kind kind) noexcept {
    static constexpr std::array<std::string_view, 3> names{"current", "candidate", "merged"};
    return names[static_cast<std::size_t>(kind)];
}

} // namespace laurel
