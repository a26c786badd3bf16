#pragma once

#include "laurel/runtime/plane_inference.h"
#include "plane_stack.h"

namespace laurel {

/// Whether the network has yet to decide which side a case's single limb is.
bool isSideOpen(const PreparedCase& prepared);

/// The side that was not guessed. Precondition: isSideOpen(prepared).
PlaneSide otherSide(const PreparedCase& prepared);

/// Which limb a single one is: the network sees a few slices as a left limb and mirrored as a right
/// one, and the side counts in which it recognises more, by the summed probability of the labels
/// that win within the body. Shown the wrong side, a network knows less of what it sees: of twelve
/// real limbs, cut out of images of both legs, this names all rightly, their position two.
/// @param asGuessed the limb taken for the side that was guessed; `asOther` for the other one
/// @return whether it is the other side; not when the network tells no difference
bool fitsOtherSide(PlaneInference& inference, const PlaneStack& asGuessed,
                   const PlaneStack& asOther, int classes, const CancellationToken& cancel);

} // namespace laurel
