#pragma once

#include "limb_plane.h"

#include <string_view>

/// Muscles that label maps leave out, found as the gaps between those that they have.
namespace laurel {

/// The deep flexors of the leg taken together, but for tibialis posterior.
inline constexpr std::string_view deepGroup = "Deep group";

/// Distance of a muscle that does not occur in a slice, mm.
inline constexpr float farAway = 20;

/// What no mask of a leg claims, between bones and away from the surface, are the deep flexors.
/// Their distance is chosen so that the border lies 1 mm from the nearest mask's muscle and has
/// slope 1; gaps elsewhere belong to the muscles beside them. Nothing where the layout has no
/// such muscle. Precondition: compartment, other muscles and bones are written.
void writeDeepGroup(LimbPlane& plane, const LimbStructures& layout);

/// Where vastus medialis, sartorius and adductor magnus leave room for a muscle, in the upper half
/// of a thigh, that is adductor longus. Nothing where the plane already has it, or the layout does
/// not. Precondition: as writeDeepGroup.
void writeAdductorLongus(LimbPlane& plane, const LimbStructures& layout);

} // namespace laurel
