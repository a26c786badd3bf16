#pragma once

#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <optional>

namespace laurel {

/// The validation with the greatest mean Dice so far, for early stopping and for keeping its
/// weights.
struct BestValidation {
    std::optional<double> dice; ///< none before a validation that is defined
    std::int64_t step = 0;      ///< after which it was measured
    StateDict weights;          ///< empty unless they are kept
    std::int64_t since = 0;     ///< validations after it, none of them better

    /// Counts one more validation. Equal is not better. @param candidate its weights, if they are
    /// to be kept
    void add(std::optional<double> measured, std::int64_t atStep, const StateDict& candidate) {
        if (measured && (!dice || *measured > *dice)) {
            dice = measured;
            step = atStep;
            weights = candidate;
            since = 0;
        } else {
            ++since;
        }
    }

    bool isExhausted(int patience) const noexcept { return patience > 0 && since >= patience; }
};

} // namespace laurel
