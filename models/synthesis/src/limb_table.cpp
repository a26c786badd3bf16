#include "limb_table.h"

#include "compartment.h"
#include "convex_hull.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace laurel {

namespace {

/// Cubic through four values at 0..3 between the middle two (Catmull & Rom 1974).
double throughPoints(double before, double from, double to, double after, double t) {
    const double slopeFrom = (to - before) / 2;
    const double slopeTo = (after - from) / 2;
    const double t2 = t * t;
    const double t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * from + (t3 - 2 * t2 + t) * slopeFrom + (3 * t2 - 2 * t3) * to +
           (t3 - t2) * slopeTo;
}

/// The section at a level, every number interpolated along the limb.
Section sectionAt(const std::vector<double>& levels, const std::vector<Section>& sections,
                  double level) {
    const double clamped = std::clamp(level, levels.front(), levels.back());
    const auto above = std::upper_bound(levels.begin() + 1, levels.end() - 1, clamped);
    const auto to = static_cast<std::size_t>(above - levels.begin());
    const std::size_t from = to - 1;
    const std::size_t before = from > 0 ? from - 1 : from;
    const std::size_t after = std::min(to + 1, levels.size() - 1);
    const double t = (clamped - levels[from]) / (levels[to] - levels[from]);
    Section result;
    for (std::size_t i = 0; i < sections[from].size(); ++i) {
        const std::array<const Disc*, 4> d{&sections[before][i], &sections[from][i],
                                           &sections[to][i], &sections[after][i]};
        result.push_back({throughPoints(d[0]->x, d[1]->x, d[2]->x, d[3]->x, t),
                          throughPoints(d[0]->y, d[1]->y, d[2]->y, d[3]->y, t),
                          throughPoints(d[0]->r, d[1]->r, d[2]->r, d[3]->r, t)});
    }
    return result;
}

double distanceToChain(const Section& chain, PlanePoint point) {
    double nearest =
        std::hypot(point.x - chain.front().x, point.y - chain.front().y) - chain.front().r;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        const Disc& a = chain[i];
        const Disc& b = chain[i + 1];
        const double dx = b.x - a.x;
        const double dy = b.y - a.y;
        const double square = std::max(dx * dx + dy * dy, 1e-9);
        const double t =
            std::clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / square, 0.0, 1.0);
        const double awayX = point.x - a.x - t * dx;
        const double awayY = point.y - a.y - t * dy;
        const double away = std::sqrt(awayX * awayX + awayY * awayY);
        nearest = std::min(nearest, away - (a.r + t * (b.r - a.r)));
    }
    return nearest;
}

/// A structure of one cross-section, ready to be measured from many points.
class Shape {
  public:
    Shape(ShapeKind kind, Section section) : kind_(kind), section_(std::move(section)) {
        if (kind_ == ShapeKind::Hull) {
            std::vector<PlanePoint> centres;
            for (const Disc& disc : section_) {
                centres.push_back({disc.x, disc.y});
                rounding_ += disc.r / static_cast<double>(section_.size());
            }
            hull_ = convexHull(std::move(centres));
        }
    }

    double distance(PlanePoint point) const {
        return kind_ == ShapeKind::Chain ? distanceToChain(section_, point)
                                         : distanceToConvex(hull_, point) - rounding_;
    }

    void appendOutline(std::vector<PlanePoint>& points) const {
        for (const Disc& disc : section_) {
            const double radius = kind_ == ShapeKind::Hull ? rounding_ : disc.r;
            if (radius > 0) {
                appendCircle(points, {disc.x, disc.y}, radius);
            }
        }
    }

  private:
    ShapeKind kind_;
    Section section_;
    std::vector<PlanePoint> hull_;
    double rounding_ = 0;
};

Section scaled(Section section, double size, double thickness) {
    for (Disc& disc : section) {
        disc.x *= size;
        disc.y *= size;
        disc.r *= disc.r > 0 ? size * thickness : 1;
    }
    return section;
}

/// The shapes of one cross-section.
struct Shapes {
    std::vector<Shape> muscles;
    std::vector<Shape> bones;
    std::vector<Disc> cavities;
};

Shapes shapesAt(const LimbTable& table, const Proportions& proportions, double level) {
    Shapes shapes;
    for (std::size_t i = 0; i < table.muscles.size(); ++i) {
        const ShapeTable& muscle = table.muscles[i];
        shapes.muscles.emplace_back(
            muscle.kind,
            scaled(sectionAt(table.levels, muscle.sections, level - proportions.levelShift[i]),
                   proportions.size, proportions.thickness[i]));
    }
    for (const ShapeTable& bone : table.bones) {
        Section section =
            scaled(sectionAt(table.levels, bone.sections, level), proportions.size, 1);
        shapes.cavities.push_back(section.back());
        section.pop_back();
        shapes.bones.emplace_back(bone.kind, std::move(section));
    }
    return shapes;
}

PlaneGrid gridAround(const std::vector<PlanePoint>& outline) {
    constexpr double step = 2;    // mm
    constexpr double margin = 14; // mm
    double reach = 0;
    for (const PlanePoint& point : outline) {
        reach = std::max({reach, std::abs(point.x), std::abs(point.y)});
    }
    PlaneGrid grid;
    grid.stepX = step;
    grid.stepY = step;
    grid.columns = 2 * static_cast<std::int64_t>(std::ceil((reach + margin) / step)) + 1;
    grid.rows = grid.columns;
    const std::int64_t half = grid.columns / 2;
    const double start = -step * static_cast<double>(half);
    grid.origin = {start, start};
    return grid;
}

void measure(LimbPlane& plane, const LimbStructures& layout, const Shapes& shapes,
             double fullness) {
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const PlanePoint point{plane.grid.x(c), plane.grid.y(r)};
            for (std::size_t i = 0; i < shapes.muscles.size(); ++i) {
                plane.at(c, r, layout.muscleField(i)) =
                    static_cast<float>(shapes.muscles[i].distance(point) - fullness);
            }
            for (std::size_t i = 0; i < shapes.bones.size(); ++i) {
                const Disc& cavity = shapes.cavities[i];
                plane.at(c, r, layout.boneField(i)) =
                    static_cast<float>(shapes.bones[i].distance(point));
                plane.at(c, r, layout.marrowField(i)) = static_cast<float>(
                    std::hypot(point.x - cavity.x, point.y - cavity.y) - cavity.r);
            }
        }
    }
}

} // namespace

std::vector<ShapeTable> joined(std::vector<std::vector<ShapeTable>> lists) {
    std::vector<ShapeTable> all;
    for (std::vector<ShapeTable>& list : lists) {
        all.insert(all.end(), std::make_move_iterator(list.begin()),
                   std::make_move_iterator(list.end()));
    }
    return all;
}

const LimbTable& tableOf(Limb limb) {
    return limb == Limb::Leg ? legTable() : thighTable();
}

LimbStructures layoutOf(const LimbTable& table) {
    LimbStructures layout;
    for (std::size_t i = 0; i < table.muscles.size(); ++i) {
        const auto label =
            i < table.labelled ? static_cast<std::uint16_t>(i + 1) : std::uint16_t{0};
        layout.muscles.push_back({std::string(table.muscles[i].name), label});
    }
    for (const ShapeTable& bone : table.bones) {
        layout.bones.emplace_back(bone.name);
    }
    return layout;
}

Proportions drawProportions(const LimbTable& table, double strength, Random& random) {
    const auto normal = [&](double spread, double bound) {
        return strength * std::clamp(spread * random.normal(), -bound, bound);
    };
    Proportions p;
    p.size = std::exp(normal(0.1, 0.2));
    for (std::size_t i = 0; i < table.muscles.size(); ++i) {
        p.thickness.push_back(std::exp(normal(0.12, 0.28)));
        p.levelShift.push_back(normal(0.025, 0.06));
    }
    return p;
}

LimbPlane crossSection(const LimbTable& table, const Proportions& proportions, double level) {
    const LimbStructures layout = layoutOf(table);
    const Shapes shapes = shapesAt(table, proportions, level);
    std::vector<PlanePoint> outline;
    for (const auto* group : {&shapes.muscles, &shapes.bones}) {
        for (const Shape& shape : *group) {
            shape.appendOutline(outline);
        }
    }
    LimbPlane plane;
    plane.fields = layout.fields();
    plane.grid = gridAround(outline);
    plane.distances.resize(plane.grid.pixels() * static_cast<std::size_t>(plane.fields));
    measure(plane, layout, shapes, table.fullness);
    wrapCompartment(plane, std::move(outline));
    for (const Disc& bundle :
         scaled(sectionAt(table.levels, table.bundles, level), proportions.size, 1)) {
        plane.vessels.push_back({bundle.x, bundle.y});
    }
    return plane;
}

} // namespace laurel
