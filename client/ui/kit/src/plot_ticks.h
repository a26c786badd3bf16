#pragma once

#include <QString>

#include <vector>

namespace laurel::ui {

/// Decimals that tell neighbouring ticks apart, at least `least`.
int decimalsFor(const std::vector<double>& ticks, int least);
/// "–" for what is not finite.
QString numberText(double value, int decimals);

} // namespace laurel::ui
