#include "gap_muscles.h"

#include "bone_placement.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace laurel {

namespace {

/// Nearer than this to the next muscle, a gap belongs to that muscle.
constexpr float reach = 1; // mm

/// Room around a grid point until the nearest muscle, bone or the deep fascia.
float roomAt(const LimbPlane& plane, const LimbStructures& layout, std::int64_t c, std::int64_t r) {
    float room = std::min(nearestMuscle(plane, layout, c, r), -plane.at(c, r, 0));
    for (std::size_t bone = 0; bone < layout.bones.size(); ++bone) {
        room = std::min(room, plane.at(c, r, layout.boneField(bone)));
    }
    return room;
}

bool occurs(const LimbPlane& plane, int field) {
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            if (plane.at(c, r, field) < 0) {
                return true;
            }
        }
    }
    return false;
}

/// The three that enclose adductor longus.
struct Neighbours {
    int vastus = 0;
    int sartorius = 0;
    int magnus = 0;
};

/// The widest place between the neighbours: medial to the femur, beside all three.
BoneCircle widestGap(const LimbPlane& plane, const LimbStructures& layout,
                     const Neighbours& neighbours) {
    constexpr float beside = 14; // mm beyond the gap's own circle
    const BoneCircle femur = largestCircle(plane, layout.boneField(0));
    BoneCircle gap;
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const float farthest =
                std::max({plane.at(c, r, neighbours.vastus), plane.at(c, r, neighbours.sartorius),
                          plane.at(c, r, neighbours.magnus)});
            const float room = roomAt(plane, layout, c, r);
            const bool medial = plane.grid.x(c) > femur.centre.x + femur.radius;
            if (medial && farthest < room + beside && room > gap.radius) {
                gap = {{plane.grid.x(c), plane.grid.y(r)}, room};
            }
        }
    }
    return gap;
}

} // namespace

void writeDeepGroup(LimbPlane& plane, const LimbStructures& layout) {
    const auto deep = layout.findMuscle(std::string(deepGroup));
    if (!deep) {
        return;
    }
    constexpr float rim = 7;     // mm beneath the deep fascia without deep muscles
    constexpr float extent = 10; // mm from tibialis posterior or the bones
    const auto posterior = layout.findMuscle("Tibialis posterior");
    const int field = layout.muscleField(*deep);
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            float core = posterior ? plane.at(c, r, layout.muscleField(*posterior)) : farAway;
            for (std::size_t bone = 0; bone < layout.bones.size(); ++bone) {
                core = std::min(core, plane.at(c, r, layout.marrowField(bone)));
            }
            const float gap = 2 * reach - nearestMuscle(plane, layout, c, r) +
                              std::max(0.0F, plane.at(c, r, 0) + rim);
            plane.at(c, r, field) = std::max(gap, core - extent);
        }
    }
}

void writeAdductorLongus(LimbPlane& plane, const LimbStructures& layout) {
    const auto longus = layout.findMuscle("Adductor longus");
    const auto vastus = layout.findMuscle("Vastus medialis");
    const auto sartorius = layout.findMuscle("Sartorius");
    const auto magnus = layout.findMuscle("Adductor magnus");
    if (!longus || !vastus || !sartorius || !magnus || occurs(plane, layout.muscleField(*longus))) {
        return;
    }
    constexpr double least = 4;     // mm of radius: a narrower gap holds vessels and fat
    constexpr double breadth = 2.2; // of the muscle, in radii of its widest place
    const int field = layout.muscleField(*longus);
    const BoneCircle gap = widestGap(
        plane, layout,
        {layout.muscleField(*vastus), layout.muscleField(*sartorius), layout.muscleField(*magnus)});
    if (gap.radius < least) {
        return;
    }
    std::vector<float> distances;
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const double away =
                std::hypot(plane.grid.x(c) - gap.centre.x, plane.grid.y(r) - gap.centre.y);
            distances.push_back(std::max(reach - roomAt(plane, layout, c, r),
                                         static_cast<float>(away - breadth * gap.radius)));
        }
    }
    auto next = distances.begin();
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            plane.at(c, r, field) = std::min(farAway, *next++);
        }
    }
}

} // namespace laurel
