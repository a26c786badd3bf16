#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/imaging/volume.h"

#include <memory>

namespace laurel::bench {

/// A scene that tools work on: 400×400×100 voxels of 0.6×0.6×3 mm with six muscles around a bone,
/// each a sector that wanders along the limb, in an image of two greys and noise.
struct LimbScene {
    static constexpr GridSize grid{400, 400, 100};

    LimbScene();

    Segmentation target;
    SegmentCounts counts;
    std::shared_ptr<const Volume> image;
};

} // namespace laurel::bench
