#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/workflow/model_shelf.h"

#include <vector>

namespace laurel {

/// What a segmentation by the model names, with colours, as its package says: for a person who
/// draws the structures that it shall learn. Weights are not read, and nothing is verified.
/// @throws Error as ModelPackage::open
std::vector<Segment> segmentsOf(const ShelvedModel& model);

} // namespace laurel
