#include "intensity_curve.h"

#include <algorithm>

namespace laurel {

IntensityCurve IntensityCurve::draw(Random& random) {
    IntensityCurve curve;
    float greatest = 0;
    for (std::size_t i = 1; i <= intervals; ++i) {
        curve.knots_[i] = static_cast<float>(random.uniform(0.02, 1));
        greatest = std::max(greatest, curve.knots_[i]);
    }
    for (float& knot : curve.knots_) {
        knot /= greatest;
    }
    return curve;
}

float IntensityCurve::at(float value) const {
    const float position = std::clamp(value, 0.0F, 1.0F) * static_cast<float>(intervals);
    const auto below = std::min(static_cast<std::size_t>(position), intervals - 1);
    const float share = position - static_cast<float>(below);
    return knots_[below] + share * (knots_[below + 1] - knots_[below]);
}

} // namespace laurel
