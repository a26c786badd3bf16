#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace laurel::ui {

/// A step of the form 1, 2 or 5 × 10^n that divides `range` into at most `parts`.
inline double niceStep(double range, double parts) {
    const double rough = std::max(range / std::max(parts, 1.0), 1e-9);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double digits = rough / power;
    return (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10) * power;
}

/// Multiples of the step from 0 to the last that is not above `end`.
inline std::vector<double> ticksUpTo(double end, double step) {
    std::vector<double> ticks;
    for (int i = 0; i * step <= end * (1 + 1e-9); ++i) {
        ticks.push_back(i * step);
    }
    return ticks;
}

} // namespace laurel::ui
