#include "plane_warp.h"

#include "smooth_field.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace laurel {

namespace {

std::array<double, 4> product(const std::array<double, 4>& a, const std::array<double, 4>& b) {
    return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
            a[2] * b[1] + a[3] * b[3]};
}

double areaFactor(const std::array<double, 4>& m) {
    return std::abs(m[0] * m[3] - m[1] * m[2]);
}

/// 0 well before `from`, growing with slope 1 well after it, smooth between.
double softRamp(double value, double from, double softness) {
    const double t = (value - from) / softness;
    return t > 20 ? value - from : softness * std::log1p(std::exp(t));
}

} // namespace

double PlaneWarp::stretch() const {
    const auto& m = inverse;
    const double sum = m[0] * m[0] + m[1] * m[1] + m[2] * m[2] + m[3] * m[3];
    const double determinant = m[0] * m[3] - m[1] * m[2];
    const double root = std::sqrt(std::max(0.0, sum * sum - 4 * determinant * determinant));
    return 1 / std::sqrt((sum - root) / 2); // of the smallest singular value
}

PlaneWarp PlaneWarp::withSizeOf(const PlaneWarp& other) const {
    PlaneWarp result = *this;
    const double factor = std::sqrt(areaFactor(other.inverse) / areaFactor(inverse));
    for (double& element : result.inverse) {
        element *= factor;
    }
    return result;
}

WarpedPoints PlaneWarp::apply(const PlaneGrid& grid, const LimbPlane& plane, double z) const {
    const auto coarseX = SmoothField(seed, elasticStep, 60).sample(grid, z);
    const auto coarseY = SmoothField(seed + 1, elasticStep, 60).sample(grid, z);
    const auto fineX = SmoothField(seed + 2, 10, 30).sample(grid, z);
    const auto fineY = SmoothField(seed + 3, 10, 30).sample(grid, z);
    const double sign = mirrored ? -1 : 1;
    const double pressFrom = plane.radius - 2.0 * restingDepth;

    WarpedPoints points;
    points.x.resize(grid.pixels());
    points.y.resize(grid.pixels());
    points.scale = static_cast<float>(1 / std::sqrt(areaFactor(inverse)));
    for (std::int64_t r = 0; r < grid.rows; ++r) {
        double dy = grid.y(r) - centre.y;
        if (restingDepth > 0) {
            dy += 1.2 * softRamp(dy, pressFrom, 3);
        }
        for (std::int64_t c = 0; c < grid.columns; ++c) {
            const auto i = static_cast<std::size_t>(r * grid.columns + c);
            const double dx = sign * (grid.x(c) - centre.x);
            points.x[i] =
                static_cast<float>(plane.centre.x + inverse[0] * dx + inverse[1] * dy +
                                   elasticAmplitude * coarseX[i] + fineAmplitude * fineX[i]);
            points.y[i] =
                static_cast<float>(plane.centre.y + inverse[2] * dx + inverse[3] * dy +
                                   elasticAmplitude * coarseY[i] + fineAmplitude * fineY[i]);
        }
    }
    return points;
}

PlaneWarp drawPlaneWarp(double strength, double sizeStrength, Random& random) {
    const double angle =
        strength * std::clamp(16 * random.normal(), -45.0, 45.0) * std::numbers::pi / 180;
    const double size =
        std::exp(-sizeStrength * std::clamp(0.13 * random.normal() - 0.07, -0.4, 0.25));
    const double aspect = std::exp(strength * 0.06 * random.normal());
    const double shear = strength * 0.06 * random.normal();
    PlaneWarp warp;
    const std::array<double, 4> turn{std::cos(angle), -std::sin(angle), std::sin(angle),
                                     std::cos(angle)};
    warp.inverse = product(turn, {size * aspect, shear, 0, size / aspect});
    warp.elasticAmplitude = strength * random.uniform(0, 2.4);
    warp.elasticStep = random.uniform(22, 45);
    warp.fineAmplitude = strength * random.uniform(0, 0.7);
    warp.restingDepth = random.chance(0.4) ? strength * random.uniform(1, 7) : 0;
    warp.seed = random.bits();
    return warp;
}

} // namespace laurel
