#pragma once

#include "laurel/arrays/read_limits.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <string>
#include <vector>

namespace laurel {

/// What becomes of a NIfTI file whose sform has axes that are not perpendicular. No Geometry holds
/// such a grid, and taking it for an upright one would shear the patient.
enum class ShearedGrid {
    Refuse,
    Resample, ///< onto an upright grid of the same first axis, slices and spacing that holds all
    UseQform  ///< which never is sheared; refused where there is none
};

struct ReadOptions {
    ReadLimits limits;
    ShearedGrid sheared = ShearedGrid::Refuse;
};

/// What was read, and what is worth knowing about it: forms that disagree, a grid that was
/// resampled, a unit that was guessed.
struct NotedVolume {
    Volume volume;
    std::vector<std::string> notes;
};
struct NotedLabels {
    LabelMap labels;
    std::vector<std::string> notes;
};

} // namespace laurel
