#include "plane_variation.h"

#include "smooth_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace laurel {

namespace {

void addField(LimbPlane& plane, int field, const SmoothField& noise, float amplitude, float offset,
              double z) {
    std::vector<float> values(plane.grid.pixels(), 0.0F);
    if (amplitude != 0) {
        values = noise.sample(plane.grid, z);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        plane.distances[i * static_cast<std::size_t>(plane.fields) +
                        static_cast<std::size_t>(field)] += offset + amplitude * values[i];
    }
}

/// The marrow cavity follows the bone's surface or its inner circle, or something between.
void carveMarrow(LimbPlane& plane, int boneField, float cortex, float roundness) {
    const auto fields = static_cast<std::size_t>(plane.fields);
    const auto field = static_cast<std::size_t>(boneField);
    for (std::size_t i = 0; i < plane.grid.pixels(); ++i) {
        float* pixel = plane.distances.data() + i * fields + field;
        const float circle = pixel[1];
        const float follow = pixel[0] + roundness * (circle - pixel[0]);
        pixel[1] = std::max(follow + cortex, pixel[0] + 0.8F);
    }
}

std::vector<Swirl> drawSwirls(const LimbPlane& plane, const LimbStructures& layout, double strength,
                              Random& random) {
    constexpr double turn = 10 * std::numbers::pi / 180;
    constexpr double most = 35 * std::numbers::pi / 180;
    std::vector<Swirl> swirls;
    for (int i = 0; i < 2; ++i) {
        const auto last = static_cast<int>(layout.muscles.size()) - 1;
        const auto muscle = static_cast<std::size_t>(random.integer(0, last));
        Swirl swirl;
        swirl.centre = centreOf(plane, layout.muscleField(muscle));
        swirl.angle = strength * std::clamp(turn * random.normal(), -most, most);
        swirl.reach = random.uniform(14, 30);
        swirls.push_back(swirl);
    }
    return swirls;
}

PlanePoint swirled(PlanePoint point, const std::vector<Swirl>& swirls) {
    for (const Swirl& swirl : swirls) {
        const PlanePoint arm = point - swirl.centre;
        const double squares = arm.x * arm.x + arm.y * arm.y;
        const double angle = swirl.angle * std::exp(-0.5 * squares / (swirl.reach * swirl.reach));
        point = swirl.centre + PlanePoint{arm.x * std::cos(angle) - arm.y * std::sin(angle),
                                          arm.x * std::sin(angle) + arm.y * std::cos(angle)};
    }
    return point;
}

void turnMuscles(LimbPlane& plane, const LimbStructures& layout, const std::vector<Swirl>& swirls) {
    const LimbPlane source = plane;
    std::array<float, maxLimbFields> distances{};
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const PlanePoint from = swirled({plane.grid.x(c), plane.grid.y(r)}, swirls);
            interpolateDistances(source, from, distances.data());
            for (std::size_t i = 0; i < layout.muscles.size(); ++i) {
                const int field = layout.muscleField(i);
                plane.at(c, r, field) = distances[static_cast<std::size_t>(field)];
            }
        }
    }
}

} // namespace

PlaneVariation drawPlaneVariation(const LimbPlane& plane, const LimbStructures& layout,
                                  double strength, Random& random) {
    PlaneVariation variation;
    const auto normal = [&](double spread) {
        return static_cast<float>(strength * spread * random.normal());
    };
    // Between people the share of one muscle in its compartment may double: some samples differ by
    // little and some by much, rather than all by as much.
    const double spread = random.uniform(0.6, 2.4);
    for (std::size_t i = 0; i < layout.muscles.size(); ++i) {
        const bool segmented = layout.muscles[i].label != 0; // what is not, is also known least
        variation.growth.push_back(segmented ? std::clamp(normal(spread), -4.5F, 4.5F)
                                             : normal(1.6) + 0.7F * static_cast<float>(strength));
    }
    for (std::size_t i = 0; i < layout.bones.size(); ++i) {
        variation.boneGrowth.push_back(normal(0.6));
    }
    variation.borderAmplitude = static_cast<float>(strength * random.uniform(0.2, 1.6));
    variation.slantAmplitude = static_cast<float>(strength * random.uniform(0, 2));
    variation.compartmentGrowth = normal(0.7);
    variation.compartmentAmplitude = static_cast<float>(strength * random.uniform(0.2, 1.5));
    variation.swirls = drawSwirls(plane, layout, strength, random);
    variation.seed = random.bits();
    return variation;
}

void varyExtensors(PlaneVariation& variation, const LimbPlane& plane, const LimbStructures& layout,
                   double strength, Random& random) {
    const auto extensor = layout.findMuscle("Extensor digitorum longus");
    if (!extensor) {
        return;
    }
    Swirl swirl;
    swirl.centre = centreOf(plane, layout.muscleField(*extensor));
    swirl.angle = -strength * random.uniform(15, 80) * std::numbers::pi / 180;
    swirl.reach = random.uniform(18, 30);
    variation.swirls.push_back(swirl);
    variation.growth[*extensor] += static_cast<float>(strength * random.uniform(0, 2.5));
    if (const auto tibialis = layout.findMuscle("Tibialis anterior")) {
        variation.growth[*tibialis] -= static_cast<float>(strength * random.uniform(0, 2));
    }
}

LimbPlane varied(const LimbPlane& plane, const LimbStructures& layout,
                 const PlaneVariation& variation, const LimbStyle& style, double z) {
    LimbPlane result = plane;
    turnMuscles(result, layout, variation.swirls);
    addField(result, 0, SmoothField(variation.seed, 28, 50), variation.compartmentAmplitude,
             -variation.compartmentGrowth, z);
    for (std::size_t i = 0; i < layout.muscles.size(); ++i) {
        addField(result, layout.muscleField(i), SmoothField(variation.seed + 1 + i, 11, 40),
                 variation.borderAmplitude, -variation.growth[i], z);
        addField(result, layout.muscleField(i), SmoothField(variation.seed + 201 + i, 30, 60),
                 variation.slantAmplitude, 0, z);
    }
    for (std::size_t i = 0; i < layout.bones.size(); ++i) {
        addField(result, layout.boneField(i), SmoothField(variation.seed + 101 + i, 9, 50),
                 0.35F * variation.borderAmplitude, -variation.boneGrowth[i], z);
        const float thinner = i == 0 ? 1.0F : 0.5F; // the fibula's cortex is thinner
        carveMarrow(result, layout.boneField(i), thinner * style.cortexThickness,
                    style.marrowRoundness);
    }
    return result;
}

} // namespace laurel
