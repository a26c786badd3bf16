#pragma once

#include "laurel/dicom/mask_object.h"
#include "object_planes.h"

#include <dcmtk/dcmdata/dcfilefo.h>
#include <filesystem>
#include <map>

namespace laurel {

/// What a SEG says before its pixels, checked.
struct SegmentationHeader {
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    bool isFractional = false;
    int greatest = 1;                ///< MaximumFractionalValue; 1 where binary
    std::map<int, Segment> segments; ///< by segment number
    struct Frame {
        int segment = 0;
        FramePlane plane;
    };
    std::vector<Frame> frames;
    MaskObject object; ///< everything but the label map
};

/// @throws Error as readSegmentationObject
SegmentationHeader readSegmentationHeader(DcmItem& data, const std::filesystem::path& path);

/// The first part of it, which a listing shows; never an error.
MaskSummary summariseSegmentation(DcmItem& data, const std::filesystem::path& path);

} // namespace laurel
