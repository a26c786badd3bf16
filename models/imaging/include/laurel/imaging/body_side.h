#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The side of the patient in the names of structures and in their codes.
namespace laurel {

enum class BodySide : std::uint8_t { Left, Right };

/// "Soleus_L" is of the left side; nothing for names that end otherwise.
std::optional<BodySide> sideOf(std::string_view name);
/// "Soleus_L" → "Soleus"; other names as they are.
std::string withoutSide(std::string_view name);
/// "Soleus" → "Soleus_L", unless the name tells a side itself: it ends in one, or one of its words
/// is "left" or "right" in any case of letters.
std::string withSide(const std::string& name, BodySide side);

/// SNOMED CT, context group 244 (PS3.16): 7771000 "Left", 24028007 "Right".
std::string snomedCodeOf(BodySide side);
std::string snomedMeaningOf(BodySide side);
std::optional<BodySide> sideOfSnomed(std::string_view code);

} // namespace laurel
