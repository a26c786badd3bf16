#pragma once

#include "inferer.h"
#include "laurel/runtime/preprocessor.h"

namespace laurel {

/// Which limb a single one is: the network sees a few slices as a left limb and mirrored as a right
/// one, and the side counts in which it recognises more, by the summed probability of the labels
/// that win within the body. Shown the wrong side, a network knows less of what it sees: of twelve
/// real limbs, cut out of images of both legs, this names all rightly, their position two.
/// @param prepared whose sides are uncertain; when the network tells no difference, its own guess
PlaneSide recogniseSide(Inferer& inferer, const PreparedCase& prepared, int classes);

} // namespace laurel
