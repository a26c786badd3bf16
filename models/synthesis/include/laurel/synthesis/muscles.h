#pragma once

#include "laurel/imaging/label_map.h"

#include <span>
#include <string>
#include <string_view>

namespace laurel {

/// A muscle that models segment, as it is called wherever people see it.
struct Muscle {
    std::string_view name;         ///< without a side, such as "Gastrocnemius medialis"
    std::string_view abbreviation; ///< such as "GM"
    Color color;
};

enum class Limb { Leg, Thigh };
enum class Side { Right, Left };

/// The muscles of a limb that models segment, in the order of their label values 1 to n. Leg: 6,
/// Thigh: 12.
std::span<const Muscle> musclesOf(Limb limb) noexcept;

/// "Soleus" and Left give "Soleus_L".
std::string sidedName(std::string_view muscle, Side side);

/// Adds the segments of one side in the order of `musclesOf`, with values firstValue and up.
void addMuscleSegments(LabelMap& labels, Limb limb, Side side, std::uint16_t firstValue);

} // namespace laurel
