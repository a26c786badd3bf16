#pragma once

#include "laurel/base/random.h"
#include "laurel/imaging/resampling.h"

#include <vector>

namespace laurel {

/// A random field without sharp changes over a plane: a uniform cubic B-spline over `controls` ×
/// `controls` independent normal values of standard deviation `amplitude`. Rows × columns,
/// row-major.
std::vector<float> randomSmoothField(PlaneSize size, int controls, double amplitude,
                                     Random& random);

} // namespace laurel
