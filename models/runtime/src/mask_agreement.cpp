#include "mask_agreement.h"

namespace laurel {

void appendWinners(std::span<const float> scores, std::size_t pixels, WinningLabels& labels) {
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        std::size_t best = 0;
        for (std::size_t label = 1; label * pixels < scores.size(); ++label) {
            best = scores[label * pixels + pixel] > scores[best * pixels + pixel] ? label : best;
        }
        labels.push_back(static_cast<std::uint16_t>(best));
    }
}

double pooledDice(const WinningLabels& a, const WinningLabels& b) {
    std::int64_t both = 0;
    std::int64_t either = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += a[i] != 0 && a[i] == b[i] ? 1 : 0;
        either += (a[i] != 0 ? 1 : 0) + (b[i] != 0 ? 1 : 0);
    }
    return either == 0 ? 1.0 : 2.0 * static_cast<double>(both) / static_cast<double>(either);
}

} // namespace laurel
