#pragma once

#include <QString>

#include <vector>

namespace laurel::ui {

/// Round numbers on an axis of so many px, at least `distance` px apart; with no more than
/// `decimals` as long as two of them remain.
std::vector<double> axisTicks(double low, double high, double length, double distance,
                              int decimals);
/// Decimals that tell neighbouring ticks apart, at least `least`.
int decimalsFor(const std::vector<double>& ticks, int least);
/// "–" for what is not finite.
QString numberText(double value, int decimals);

} // namespace laurel::ui
