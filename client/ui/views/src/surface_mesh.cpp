#include "surface_mesh.h"

#include "surface_field.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace laurel::ui {

namespace {

using Vector = std::array<float, 3>;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

Vector minus(const Vector& one, const Vector& other) {
    return {one[0] - other[0], one[1] - other[1], one[2] - other[2]};
}

Vector cross(const Vector& one, const Vector& other) {
    return {one[1] * other[2] - one[2] * other[1], one[2] * other[0] - one[0] * other[2],
            one[0] * other[1] - one[1] * other[0]};
}

/// One segment's field as triangles that are added to a mesh.
class SurfaceNet {
  public:
    SurfaceNet(const SurfaceField& field, const Geometry& geometry, SurfaceMesh& mesh)
        : field_(field), geometry_(geometry), mesh_(mesh), corners_(field.values.size(), none) {
        const Matrix3& d = geometry.direction();
        const double turn = d[0] * (d[4] * d[8] - d[5] * d[7]) -
                            d[1] * (d[3] * d[8] - d[5] * d[6]) + d[2] * (d[3] * d[7] - d[4] * d[6]);
        mirrored_ = turn < 0;
    }

    void add() {
        for (int z = 0; z + 1 < field_.count[2]; ++z) {
            for (int y = 0; y + 1 < field_.count[1]; ++y) {
                for (int x = 0; x + 1 < field_.count[0]; ++x) {
                    addCorner({x, y, z});
                }
            }
        }
        for (int z = 1; z + 1 < field_.count[2]; ++z) {
            for (int y = 1; y + 1 < field_.count[1]; ++y) {
                for (int x = 1; x + 1 < field_.count[0]; ++x) {
                    for (std::size_t axis = 0; axis < 3; ++axis) {
                        addFace({x, y, z}, axis);
                    }
                }
            }
        }
    }

  private:
    using Place = std::array<int, 3>;

    float at(const Place& place) const {
        return field_.values[field_.offset(place[0], place[1], place[2])];
    }

    /// In a cube that the surface crosses: the middle of where it crosses the cube's edges.
    void addCorner(const Place& low) {
        std::array<double, 3> sum{};
        int crossings = 0;
        for (int edge = 0; edge < 12; ++edge) {
            const auto axis = static_cast<std::size_t>(edge / 4);
            Place from = low;
            from[(axis + 1) % 3] += edge % 2;
            from[(axis + 2) % 3] += edge / 2 % 2;
            Place to = from;
            ++to[axis];
            const float one = at(from);
            const float other = at(to);
            if ((one >= level) == (other >= level)) {
                continue;
            }
            ++crossings;
            const double part = (level - one) / (other - one);
            for (std::size_t i = 0; i < 3; ++i) {
                sum[i] += from[i] + (i == axis ? part : 0.0);
            }
        }
        if (crossings == 0) {
            return;
        }
        std::array<double, 3> index{};
        for (std::size_t i = 0; i < 3; ++i) {
            index[i] = field_.start[i] + field_.step[i] * sum[i] / crossings;
        }
        const WorldPoint world = geometry_.toWorld(ContinuousIndex{index[0], index[1], index[2]});
        corners_[field_.offset(low[0], low[1], low[2])] =
            static_cast<std::uint32_t>(mesh_.corners.size());
        mesh_.corners.push_back({{static_cast<float>(world.x), static_cast<float>(world.y),
                                  static_cast<float>(world.z)},
                                 {}});
    }

    /// Between the four cubes around an edge that the surface crosses.
    void addFace(const Place& from, std::size_t axis) {
        Place to = from;
        ++to[axis];
        const bool inside = at(from) >= level;
        if (inside == (at(to) >= level)) {
            return;
        }
        std::array<std::uint32_t, 4> around{};
        for (std::size_t i = 0; i < 4; ++i) {
            Place cube = from;
            cube[(axis + 1) % 3] -= i == 1 || i == 2 ? 1 : 0;
            cube[(axis + 2) % 3] -= i >= 2 ? 1 : 0;
            around[i] = corners_[field_.offset(cube[0], cube[1], cube[2])];
        }
        if (inside == mirrored_) {
            std::swap(around[1], around[3]);
        }
        mesh_.triangles.push_back({around[0], around[1], around[2]});
        mesh_.triangles.push_back({around[0], around[2], around[3]});
    }

    static constexpr float level = 0.5F;
    const SurfaceField& field_;
    const Geometry& geometry_;
    SurfaceMesh& mesh_;
    std::vector<std::uint32_t> corners_; ///< by the lowest place of their cube
    bool mirrored_ = false;              ///< the index axes are left-handed in the patient
};

/// A step of every corner towards the mean of its neighbours (or away from it).
void moveBy(SurfaceMesh& mesh, float part) {
    std::vector<Vector> sums(mesh.corners.size(), Vector{});
    std::vector<float> counts(mesh.corners.size(), 0);
    for (const auto& triangle : mesh.triangles) {
        for (std::size_t i = 0; i < 3; ++i) {
            const std::uint32_t corner = triangle.at(i);
            const Vector& next = mesh.corners[triangle.at((i + 1) % 3)].at;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                sums[corner].at(axis) += next.at(axis);
            }
            counts[corner] += 1;
        }
    }
    for (std::size_t i = 0; i < mesh.corners.size(); ++i) {
        for (std::size_t axis = 0; axis < 3 && counts[i] > 0; ++axis) {
            float& at = mesh.corners[i].at.at(axis);
            at += part * (sums[i].at(axis) / counts[i] - at);
        }
    }
}

/// Takes away the terraces of thick slices without shrinking what is larger (Taubin, SIGGRAPH
/// 1995, 351-358).
void relax(SurfaceMesh& mesh, const CancellationToken& cancel) {
    constexpr int rounds = 12;
    for (int round = 0; round < rounds; ++round) {
        cancel.throwIfCancelled();
        moveBy(mesh, 0.5F);
        moveBy(mesh, -0.53F);
    }
}

/// Each corner's is the sum of those of its triangles, by their areas.
void setNormals(SurfaceMesh& mesh) {
    for (const auto& triangle : mesh.triangles) {
        const Vector& a = mesh.corners[triangle[0]].at;
        const Vector normal =
            cross(minus(mesh.corners[triangle[1]].at, a), minus(mesh.corners[triangle[2]].at, a));
        for (const std::uint32_t corner : triangle) {
            for (std::size_t i = 0; i < 3; ++i) {
                mesh.corners[corner].normal[i] += normal[i];
            }
        }
    }
    for (SurfaceCorner& corner : mesh.corners) {
        const float length = std::hypot(corner.normal[0], corner.normal[1], corner.normal[2]);
        for (float& part : corner.normal) {
            part = length > 0 ? part / length : 0.0F;
        }
    }
}

/// From the patient's origin to the middle of all that there is.
void centre(SurfaceMesh& mesh) {
    if (mesh.corners.empty()) {
        return;
    }
    Vector low = mesh.corners.front().at;
    Vector high = low;
    for (const SurfaceCorner& corner : mesh.corners) {
        for (std::size_t i = 0; i < 3; ++i) {
            low[i] = std::min(low[i], corner.at[i]);
            high[i] = std::max(high[i], corner.at[i]);
        }
    }
    const Vector middle{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
    mesh.middle = {middle[0], middle[1], middle[2]};
    for (SurfaceCorner& corner : mesh.corners) {
        corner.at = minus(corner.at, middle);
        mesh.halfWidth = std::max<double>(mesh.halfWidth, std::hypot(corner.at[0], corner.at[1]));
    }
    mesh.halfHeight = (high[2] - low[2]) / 2;
}

} // namespace

SurfaceMesh surfaceOf(const LabelMap& labels, const CancellationToken& cancel) {
    const std::vector<VoxelBox> boxes = boxesOfSegments(labels, cancel);
    const double step = surfaceStep(labels, boxes);
    SurfaceMesh mesh;
    for (std::size_t segment = 0; segment < boxes.size(); ++segment) {
        cancel.throwIfCancelled();
        if (boxes[segment].empty()) {
            continue;
        }
        const std::size_t first = mesh.triangles.size();
        const SurfaceField field =
            surfaceField(labels, labels.segments()[segment], boxes[segment], step);
        SurfaceNet(field, labels.geometry(), mesh).add();
        mesh.parts.push_back({segment, first, mesh.triangles.size() - first});
    }
    relax(mesh, cancel);
    setNormals(mesh);
    centre(mesh);
    return mesh;
}

} // namespace laurel::ui
