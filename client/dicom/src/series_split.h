#pragma once

#include "slice_header.h"

namespace laurel {

/// The slices that make one volume, and what tells it from its siblings.
struct SlicePart {
    std::vector<SliceHeader> slices;
    std::string label; ///< such as "echo 2 (TE 4.6 ms)"; empty where there are no siblings
};

/// Parts one series into volumes: by kind and size of image, by orientation, and then by whatever
/// trait is needed so that no two slices of a volume lie at one place or leave its places uneven.
/// A trait splits only if it has no more values than there are images at one place: one that counts
/// slices (AcquisitionNumber of some makers, TriggerTime) does not. Where no trait helps, and each
/// place has equally many images, the k-th at each goes to the k-th volume.
///
/// The order of the parts depends on the content of the headers alone.
/// Precondition: not empty, one series.
std::vector<SlicePart> splitSeries(std::vector<SliceHeader> slices);

} // namespace laurel
