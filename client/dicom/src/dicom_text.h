#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// Text of a DICOM element in UTF-8, given the SpecificCharacterSet (0008,0005) of its data set;
/// padding and control characters are dropped. What cannot be converted becomes U+FFFD.
std::string dicomTextToUtf8(std::string_view text, std::string_view characterSet);

/// A person name (PS3.5 6.2.1) as people read it: "Family, Given Middle", of the first of its
/// alphabetic, ideographic and phonetic groups that is not empty, then the others in brackets.
std::string personNameForDisplay(std::string_view name);

/// The values of a multi-valued string element, without padding.
std::vector<std::string> splitValues(std::string_view text);

/// Numbers of a DS or IS element: exactly `count` finite ones, or none.
std::optional<std::vector<double>> parseNumbers(std::string_view text, std::size_t count);

/// A number as DS (PS3.5 6.2): at most 16 characters, as precise as they allow.
std::string toDecimalString(double value);

} // namespace laurel
