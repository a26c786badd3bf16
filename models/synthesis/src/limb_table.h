#pragma once

#include "limb_plane.h"

#include "laurel/base/random.h"
#include "laurel/synthesis/muscles.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace laurel {

/// A circle of a cross-section in mm, right limb: x medial, y posterior, from the limb's middle. A
/// structure that has ended shrinks to a negative radius, so that it fades out between two levels.
struct Disc {
    double x = 0;
    double y = 0;
    double r = 0;
};

/// A structure at one level; as many discs at every level.
using Section = std::vector<Disc>;

enum class ShapeKind {
    Chain, ///< discs joined one after another, as a bent strap
    Hull,  ///< the convex shape around all discs, with the mean of their radii as rounding
};

/// A structure along the limb: one section per level of the table.
struct ShapeTable {
    std::string_view name;
    ShapeKind kind = ShapeKind::Chain;
    std::vector<Section> sections;
};

/// A limb of an average adult as cross-sections at some levels, distal first. All that differs
/// between leg and thigh is here.
struct LimbTable {
    double length = 0;               ///< mm from joint to joint
    double fullestLevel = 0;         ///< where the limb is thickest
    double fullness = 0;             ///< mm by which muscles exceed their discs, towards each other
    std::vector<double> levels;      ///< fractions of the length, ascending
    std::vector<ShapeTable> muscles; ///< labelled ones first, in the order of musclesOf
    std::size_t labelled = 0;
    std::vector<ShapeTable> bones; ///< Hull; the last disc is the circle of the marrow cavity
    std::vector<Section> bundles;  ///< neurovascular bundles per level; radii unused
};

/// One list after the other.
std::vector<ShapeTable> joined(std::vector<std::vector<ShapeTable>> lists);

const LimbTable& legTable();
const LimbTable& thighTable();
const LimbTable& tableOf(Limb limb);

LimbStructures layoutOf(const LimbTable& table);

/// How one person's proportions differ from the table.
struct Proportions {
    double size = 1;                ///< of the cross-section
    std::vector<double> thickness;  ///< factor of the radii, per muscle
    std::vector<double> levelShift; ///< of each muscle along the limb, fraction of the length
};

/// @param strength 0 the table itself, 1 usual
Proportions drawProportions(const LimbTable& table, double strength, Random& random);

/// The cross-section at a level; levels beyond the table's show its end.
LimbPlane crossSection(const LimbTable& table, const Proportions& proportions, double level);

} // namespace laurel
