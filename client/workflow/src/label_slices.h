#pragma once

#include "laurel/edit/segmentation.h"

#include <cstdint>
#include <string>
#include <vector>

/// What a case asks of its labels.
namespace laurel {

/// Whether any layer has a label in this slice along the third axis.
bool hasLabels(const LabelMap& labels, std::int64_t slice);

/// By value: whether a segment of the layer, a voxel of it or an automatic mask has that value.
/// 65536 of them.
std::vector<bool> valuesInUse(const Segmentation& segmentation, int layer);
/// The lowest that is not in use. @throws Error LimitExceeded when all are
std::uint16_t lowestFree(const std::vector<bool>& inUse);

/// "slice 26", "slices 5–20", or "12 slices" where they do not follow each other; counted from 1.
/// Precondition: ascending, at least one.
std::string describeSlices(const std::vector<std::int64_t>& slices);

} // namespace laurel
