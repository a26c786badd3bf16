#pragma once

#include "laurel/base/random.h"
#include "laurel/synthesis/contrast.h"

namespace laurel {

/// Signal of each tissue, where the brighter of muscle and fat is about 1.
struct TissueSignals {
    float muscle = 0;
    float fat = 0;
    float marrow = 0;
    float cortex = 0; ///< of bone
    float fascia = 0; ///< and tendon
    float skin = 0;
    float artery = 0;
    float vein = 0;
    float nerve = 0;
};

/// Draws a scanner's protocol of the wanted weighting and returns what tissues look like in it.
///
/// Spin echo: S = PD·(1 − e^(−TR/T1))·e^(−TE/T2), with relaxation times at 3 T from Gold et al.,
/// AJR 183 (2004) 343–351, varied by some percent.
TissueSignals drawTissueSignals(Contrast contrast, Random& random);

} // namespace laurel
