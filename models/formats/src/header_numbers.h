#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace laurel {

/// Checks the numbers of a text header's field, before a library sees them: finite, within ±1e9.
/// They stand between blanks, commas and brackets; NRRD's "none" is passed over.
/// @param unknownAllowed whether NaN may stand for what is not known, as NRRD has it for axes that
///                       are not of space
/// @throws Error InvalidInput naming the file and the field
void checkHeaderNumbers(std::string_view text, const std::string& key,
                        const std::filesystem::path& path, bool unknownAllowed = false);

} // namespace laurel
