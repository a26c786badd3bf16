#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Whether two ways of computing a network give the same masks.
namespace laurel {

/// The least pooledDice at which they do.
inline constexpr double leastMaskDice = 0.999;

/// Of each pixel of one plane after another; 0 is background.
using WinningLabels = std::vector<std::uint16_t>;

/// Appends the class with the greatest score of each pixel, the lower one of equals.
/// @param scores logits or probabilities, classes × pixels
void appendWinners(std::span<const float> scores, std::size_t pixels, WinningLabels& labels);

/// Of all labels but background together; 1 where neither has any. Pixels that both call background
/// do not count: where structures are small, they would hide that these differ.
/// @param a, b of equal length
double pooledDice(const WinningLabels& a, const WinningLabels& b);

} // namespace laurel
