#pragma once

#include "data_elements.h"
#include "slice_header.h"

namespace laurel {

/// Which rescale of several counts, from the best: the real world value mapping of an MR image
/// (PS3.3 C.7.6.16.2.11), Philips's private scale to the values that the scanner measured
/// ((2005,100E) and its intercept: Chenevert et al., Translational Oncology 2014;7:65), then
/// RescaleSlope and RescaleIntercept. CT keeps the ordinary one, which is Hounsfield units.
///
/// Any of the items may be null.
/// @param ordinary where RescaleSlope and RescaleIntercept stand
/// @param realWorld an item of RealWorldValueMappingSequence
/// @param philips where (2005,100E) stands
void readRescale(DcmItem* ordinary, DcmItem* realWorld, DcmItem* philips, SliceHeader& slice);

} // namespace laurel
