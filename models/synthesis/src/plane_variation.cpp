#include "plane_variation.h"

#include "smooth_field.h"

#include <algorithm>

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

} // namespace

PlaneVariation drawPlaneVariation(const LimbLayout& layout, double strength, Random& random) {
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
    variation.seed = random.bits();
    return variation;
}

LimbPlane varied(const LimbPlane& plane, const LimbLayout& layout, const PlaneVariation& variation,
                 const LimbStyle& style, double z) {
    LimbPlane result = plane;
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
