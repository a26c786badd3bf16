#pragma once

#include "laurel/imaging/label_map.h"

#include <cstdint>
#include <string_view>

/// Sparse annotation: what a person says of voxels that belong to no structure. It is kept in
/// segments of agreed names, which training and comparisons know (docs/training.md): voxels of
/// "Undefined" and "Uncertain" teach nothing, and where there is a segment "Background" it alone is
/// background, so that voxels without a segment teach nothing either.
namespace laurel {

enum class SparseMark : std::uint8_t {
    Foreground, ///< a structure, by its own name
    Background, ///< certainly none
    Undefined,  ///< nobody has looked
    Uncertain   ///< somebody has looked and does not know
};

/// "Background", "Undefined", "Uncertain"; empty for Foreground.
std::string_view nameOf(SparseMark mark) noexcept;
/// By the segment's name.
SparseMark markOf(const Segment& segment) noexcept;
/// In greys, so that it looks like no structure. Precondition: not Foreground.
Segment segmentFor(SparseMark mark, std::uint16_t value);

} // namespace laurel
