#pragma once

#include "plane_grid.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// What a limb is made of, the same for all its planes. Every plane stores, per pixel, signed
/// distances in mm (negative inside) in this order: compartment (all within the deep fascia), the
/// muscles, then for each bone its outer surface and its marrow cavity.
struct LimbStructures {
    struct MuscleField {
        std::string name;
        std::uint16_t label = 0; ///< 1 to n in the order of musclesOf; 0: not segmented
    };
    std::vector<MuscleField> muscles;
    std::vector<std::string> bones;

    int fields() const noexcept { return static_cast<int>(1 + muscles.size() + 2 * bones.size()); }
    int muscleField(std::size_t muscle) const noexcept { return static_cast<int>(1 + muscle); }
    int boneField(std::size_t bone) const noexcept {
        return static_cast<int>(1 + muscles.size() + 2 * bone);
    }
    int marrowField(std::size_t bone) const noexcept { return boneField(bone) + 1; }
    std::optional<std::size_t> findMuscle(const std::string& name) const noexcept;
};

/// More fields than any limb has; lets renderers keep a pixel's distances on the stack.
inline constexpr int maxLimbFields = 32;

/// One cross-section of a right limb (lateral towards low x); left limbs are mirrored before and
/// after. The grid is coarse: distances are smooth, so they interpolate well.
struct LimbPlane {
    PlaneGrid grid;
    int fields = 0;
    std::vector<float> distances;    ///< pixel by pixel, `fields` values each
    std::vector<PlanePoint> vessels; ///< of neurovascular bundles, the same number in all planes
    PlanePoint centre;               ///< of the compartment
    double radius = 0;               ///< from there to the farthest point of the compartment

    float at(std::int64_t column, std::int64_t row, int field) const {
        return distances[static_cast<std::size_t>((row * grid.columns + column) * fields + field)];
    }
    float& at(std::int64_t column, std::int64_t row, int field) {
        return distances[static_cast<std::size_t>((row * grid.columns + column) * fields + field)];
    }
};

/// (1 − t)·a + t·b of all distances and points. Precondition: same grid, fields and vessels.
LimbPlane blend(const LimbPlane& a, const LimbPlane& b, double t);

/// All distances at a point, bilinear; beyond the grid the distance to the grid is added.
void interpolateDistances(const LimbPlane& plane, PlanePoint point, float* distances);

/// One pass of a 3×3 binomial filter over a field; the border stays.
void smoothField(LimbPlane& plane, int field);

/// The centre of mass of a structure; the compartment's where it does not occur.
PlanePoint centreOf(const LimbPlane& plane, int field);

/// Sets centre and radius from the compartment.
void measureCompartment(LimbPlane& plane);

} // namespace laurel
