#pragma once

#include "laurel/base/error.h"
#include "laurel/imaging/label_map.h"

namespace laurel {

inline void requireSameGrid(const LabelMap& reference, const LabelMap& segmentation) {
    if (!reference.geometry().sameGridAs(segmentation.geometry())) {
        throw Error(ErrorCode::InvalidInput,
                    "reference (" + reference.geometry().describe() + ") and segmentation (" +
                        segmentation.geometry().describe() +
                        ") must lie on the same grid; resample one of them");
    }
}

} // namespace laurel
