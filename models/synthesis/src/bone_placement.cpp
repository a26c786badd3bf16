#include "bone_placement.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace laurel {

namespace {

constexpr double bulge = 4; // mm that bone under the skin exceeds the hull of the muscles

using Score = std::function<double(std::int64_t column, std::int64_t row, PlanePoint point)>;

/// The grid point of the highest score.
PlanePoint bestPoint(const LimbPlane& plane, const Score& score) {
    double best = std::numeric_limits<double>::lowest();
    PlanePoint found = plane.centre;
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const PlanePoint point{plane.grid.x(c), plane.grid.y(r)};
            const double value = score(c, r, point);
            if (value > best) {
                best = value;
                found = point;
            }
        }
    }
    return found;
}

double separation(PlanePoint a, PlanePoint b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

int fieldOf(const LimbStructures& layout, const char* muscle) {
    const auto found = layout.findMuscle(muscle);
    if (!found) {
        throw Error(ErrorCode::InvalidInput,
                    std::string("label map: expected a segment for ") + muscle);
    }
    return layout.muscleField(*found);
}

/// Room for a circle: to the nearest muscle and to the deep fascia, which bone may bulge a little.
double clearance(const LimbPlane& plane, const LimbStructures& layout, std::int64_t c,
                 std::int64_t r) {
    return std::min<double>(nearestMuscle(plane, layout, c, r), bulge - plane.at(c, r, 0));
}

/// Medial to tibialis anterior, in front of the middle, where there is most room.
BoneCircle findTibia(const LimbPlane& plane, const LimbStructures& layout) {
    const PlanePoint anterior = centreOf(plane, fieldOf(layout, "Tibialis anterior"));
    const Score room = [&](std::int64_t c, std::int64_t r, PlanePoint point) {
        if (point.x < anterior.x || point.y > plane.centre.y) {
            return -100.0;
        }
        constexpr double forwards = 0.15; // the shin lies in front of its gap's middle
        return clearance(plane, layout, c, r) - forwards * point.y;
    };
    const PlanePoint centre = bestPoint(plane, room);
    std::vector<float> d(static_cast<std::size_t>(plane.fields));
    interpolateDistances(plane, centre, d.data());
    double nearest = bulge - d[0];
    for (std::size_t i = 0; i < layout.muscles.size(); ++i) {
        nearest = std::min<double>(nearest, d[layout.muscleField(i)]);
    }
    return {centre, std::clamp(nearest, 5.0, 18.0)};
}

/// Beside peroneus, behind extensor digitorum longus, away from the tibia.
BoneCircle findFibula(const LimbPlane& plane, const LimbStructures& layout,
                      const BoneCircle& tibia) {
    const int peroneus = fieldOf(layout, "Peroneus");
    const int extensor = fieldOf(layout, "Extensor digitorum longus");
    const Score fit = [&](std::int64_t c, std::int64_t r, PlanePoint point) {
        if (separation(point, tibia.centre) < 1.6 * tibia.radius + 6 || plane.at(c, r, 0) > -7) {
            return -100.0;
        }
        return std::min<double>(nearestMuscle(plane, layout, c, r), 5.5) -
               0.3 * std::max(0.0F, plane.at(c, r, peroneus)) -
               0.12 * std::max(0.0F, plane.at(c, r, extensor));
    };
    const PlanePoint centre = bestPoint(plane, fit);
    std::vector<float> d(static_cast<std::size_t>(plane.fields));
    interpolateDistances(plane, centre, d.data());
    double nearest = 6.5;
    for (std::size_t i = 0; i < layout.muscles.size(); ++i) {
        nearest = std::min<double>(nearest, d[layout.muscleField(i)]);
    }
    return {centre, std::clamp(nearest, 4.0, 6.5)};
}

BoneCircle findFemur(const LimbPlane& plane, const LimbStructures& layout) {
    const Score room = [&](std::int64_t c, std::int64_t r, PlanePoint point) {
        return std::min(clearance(plane, layout, c, r), 15.0) -
               0.2 * separation(point, plane.centre);
    };
    const PlanePoint centre = bestPoint(plane, room);
    std::vector<float> d(static_cast<std::size_t>(plane.fields));
    interpolateDistances(plane, centre, d.data());
    double nearest = 18;
    for (std::size_t i = 0; i < layout.muscles.size(); ++i) {
        nearest = std::min<double>(nearest, d[layout.muscleField(i)]);
    }
    return {centre, std::clamp(nearest, 9.0, 16.0)};
}

} // namespace

float nearestMuscle(const LimbPlane& plane, const LimbStructures& layout, std::int64_t column,
                    std::int64_t row) {
    float nearest = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < layout.muscles.size(); ++i) {
        nearest = std::min(nearest, plane.at(column, row, layout.muscleField(i)));
    }
    return nearest;
}

std::vector<BoneCircle> findBones(const LimbPlane& plane, const LimbStructures& layout) {
    std::vector<BoneCircle> circles;
    for (const std::string& bone : layout.bones) {
        if (bone == "Tibia") {
            circles.push_back(findTibia(plane, layout));
        } else if (bone == "Fibula") {
            circles.push_back(findFibula(plane, layout, circles.front()));
        } else {
            circles.push_back(findFemur(plane, layout));
        }
    }
    return circles;
}

void writeBones(LimbPlane& plane, const LimbStructures& layout,
                const std::vector<BoneCircle>& circles) {
    constexpr float periosteum = 0.5F; // mm between a muscle's surface and its bone
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const PlanePoint point{plane.grid.x(c), plane.grid.y(r)};
            const float muscle = nearestMuscle(plane, layout, c, r);
            for (std::size_t bone = 0; bone < circles.size(); ++bone) {
                const double away = separation(point, circles[bone].centre);
                const auto circle = static_cast<float>(away - circles[bone].radius);
                float outer = circle;
                if (layout.bones[bone] == "Tibia") { // three-sided: fills its gap, within limits
                    outer = std::max({periosteum - muscle, plane.at(c, r, 0) + 0.3F,
                                      static_cast<float>(away - 1.45 * circles[bone].radius)});
                }
                plane.at(c, r, layout.boneField(bone)) = std::min(outer, circle);
                plane.at(c, r, layout.marrowField(bone)) = circle;
            }
        }
    }
}

BoneCircle largestCircle(const LimbPlane& plane, int field) {
    BoneCircle circle;
    circle.centre = bestPoint(plane, [&](std::int64_t c, std::int64_t r, PlanePoint) {
        circle.radius = std::max<double>(circle.radius, -plane.at(c, r, field));
        return -plane.at(c, r, field);
    });
    return circle;
}

void writeCircle(LimbPlane& plane, int field, const BoneCircle& circle) {
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const PlanePoint point{plane.grid.x(c), plane.grid.y(r)};
            plane.at(c, r, field) =
                static_cast<float>(separation(point, circle.centre) - circle.radius);
        }
    }
}

std::vector<PlanePoint> findBundles(const LimbPlane& plane, const LimbStructures& layout,
                                    const std::vector<BoneCircle>& circles) {
    if (circles.size() < 2) {
        const PlanePoint behindVastus = circles.front().centre + PlanePoint{18, 6};
        return {behindVastus};
    }
    const BoneCircle& tibia = circles[0];
    const BoneCircle& fibula = circles[1];
    const int soleus = fieldOf(layout, "Soleus");
    const int anterior = fieldOf(layout, "Tibialis anterior");
    const PlanePoint tibial =
        bestPoint(plane, [&](std::int64_t c, std::int64_t r, PlanePoint point) {
            const PlanePoint wanted = tibia.centre + PlanePoint{0, 1.9 * tibia.radius};
            return -std::abs(plane.at(c, r, soleus)) - 0.4 * separation(point, wanted);
        });
    const PlanePoint peroneal = fibula.centre + PlanePoint{fibula.radius + 3, 2};
    const PlanePoint front =
        bestPoint(plane, [&](std::int64_t c, std::int64_t r, PlanePoint point) {
            const PlanePoint wanted = 0.5 * (tibia.centre + fibula.centre);
            return -std::abs(plane.at(c, r, anterior)) - 0.4 * separation(point, wanted);
        });
    return {tibial, peroneal, front};
}

} // namespace laurel
