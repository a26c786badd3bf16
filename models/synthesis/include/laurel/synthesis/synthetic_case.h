#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

namespace laurel {

/// A made-up image and the truth about it.
///
/// `image` is MR-like, U16, one frame; `labels` lies on the same grid, one layer. Both are axial in
/// LPS: column 0 is the patient's right, row 0 anterior, slice 0 inferior. Segments are named by
/// `sidedName`; their values are 1 to n for the right limb's n muscles and n+1 to 2n for the
/// left's, or 1 to n where only one limb is there. A limb that is not in the image has no segments.
struct SyntheticCase {
    Volume image;
    LabelMap labels;
};

} // namespace laurel
