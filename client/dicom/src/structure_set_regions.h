#pragma once

#include "laurel/dicom/mask_object.h"

#include <array>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

/// The closed planar contours of one ROI, LPS mm.
struct ContourRegion {
    Segment segment; ///< value from 1 in the file's order
    std::string frameOfReference;
    std::vector<std::vector<std::array<double, 3>>> contours;
};

struct StructureSetContent {
    std::vector<ContourRegion> regions; ///< in the file's order
    MaskObject object;                  ///< everything but the label map
};

/// @throws Error InvalidInput (contradictory or damaged)
StructureSetContent readRegions(DcmItem& data, const std::filesystem::path& path);

} // namespace laurel
