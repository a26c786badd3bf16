#pragma once

#include "data_elements.h"
#include "slice_header.h"

#include <map>

namespace laurel {

/// The numbers of a Siemens CSA header (0029,1010), by name; elements of other content are left
/// out. Written for both layouts, "SV10" and the older one without that mark; empty where the bytes
/// are no such header.
std::map<std::string, std::vector<double>> readCsaNumbers(std::string_view bytes);

/// The slices of an image that packs a volume in tiles: as many as NumberOfImagesInMosaic, row by
/// row, each at its own place. ImagePositionPatient belongs to the corner of the packed image as if
/// it were one large slice around the same centre, so the first tile's corner lies half the
/// difference of sizes inwards. Empty where the header does not say how it is packed.
std::vector<SliceHeader> readTiles(DcmItem& data, const SliceHeader& whole);

} // namespace laurel
