#pragma once

#include "view_case.h"

#include "laurel/synthesis/limb_phantom.h"

namespace laurel::ui {

/// One made-up leg, long enough for all three planes.
inline ViewCase phantomCase() {
    LimbPhantomSettings settings;
    settings.seed = 5;
    settings.contrast = Contrast::T1;
    settings.sides = PhantomSides::Right;
    settings.size = {256, 256};
    settings.spacing = {0.6, 0.6};
    settings.slices = 60;
    settings.sliceSpacing = 5;
    settings.firstLevel = 0.1;
    SyntheticCase made = makeLegPhantom(settings);
    return {std::move(made.image), std::move(made.labels)};
}

} // namespace laurel::ui
