#include "laurel/server_domain/usage_table.h"

namespace laurel {

std::string_view toString(UsageIrregularity irregularity) noexcept {
    return irregularity == UsageIrregularity::NotRefined ? "not_refined" : "wrong_task";
}

std::optional<UsageIrregularity> irregularityOf(double dice) noexcept {
    constexpr double notRefinedFrom = 0.99;
    constexpr double wrongTaskBelow = 0.1;
    if (dice >= notRefinedFrom) {
        return UsageIrregularity::NotRefined;
    }
    return dice < wrongTaskBelow ? std::optional(UsageIrregularity::WrongTask) : std::nullopt;
}

} // namespace laurel
