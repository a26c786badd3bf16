#pragma once

#include "laurel/imaging/label_map.h"

#include <cstddef>
#include <span>

namespace laurel {

/// Whether no voxel of the layer at these offsets is taken. Precondition: the offsets are the
/// grid's.
bool isFree(const LabelMap& labels, int layer, std::span<const std::size_t> inside);

/// The first layer that can take a mask of this value without overlap, made where there is none:
/// masks that overlap are never added up. Where a value is given, it also has to be free.
int firstFreeLayer(LabelMap& labels, std::span<const std::size_t> inside, std::uint16_t value = 0);

} // namespace laurel
