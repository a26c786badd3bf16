#pragma once

#include "laurel/imaging/label_map.h"

namespace laurel {

/// Makes a sparsely annotated reference comparable. Voxels of its segments "Undefined" and
/// "Uncertain" and, where it has a segment "Background", those without a segment become background
/// in both maps, so that they count nowhere; the three segments are gone from the reference. A
/// reference without them stays as it is, and so does the segmentation.
/// @throws Error InvalidInput when the grids differ
void leaveOutUnknown(LabelMap& reference, LabelMap& segmentation);

} // namespace laurel
