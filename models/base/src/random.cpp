#include "laurel/base/random.h"

#include <cmath>
#include <numbers>

namespace laurel {

double Random::uniform() {
    return static_cast<double>(bits() >> 11) * 0x1.0p-53;
}

double Random::uniform(double low, double high) {
    return low + (high - low) * uniform();
}

int Random::integer(int low, int high) {
    const double count = static_cast<double>(high) - low + 1;
    return low + static_cast<int>(uniform() * count);
}

bool Random::chance(double probability) {
    return uniform() < probability;
}

double Random::normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

} // namespace laurel
