#pragma once

#include "laurel/imaging/label_map.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace laurel {

/// A line or cell without blanks, tabs and carriage returns around it.
std::string_view withoutBlanks(std::string_view text);

/// ASCII's capitals become small letters.
std::string lowerCase(std::string_view text);

/// A whole number from 0 to `most` and nothing else.
std::optional<int> wholeNumber(std::string_view text, int most);

/// A segment of layer 0; none where the value is 0.
/// @throws Error InvalidInput with `where` in front, for a value that is none from 0 to 65535, a
///         name that is empty, longer than 1024 bytes or not plain UTF-8 text
Segment namedValue(std::string_view value, std::string_view name, const std::string& where);

/// One line of ITK-SNAP's label description or of 3D Slicer's colour table, as its quotes tell.
/// @throws Error InvalidInput with `where` in front
Segment parseTableLine(std::string_view line, const std::string& where);

} // namespace laurel
