#pragma once

#include "laurel/imaging/header_field.h"

#include <filesystem>
#include <vector>

namespace laurel {

/// The fields of a NIfTI header as they are stored, in the standard's order. Free text (descrip,
/// aux_file, intent_name and NIfTI-1's db_name), into which converters put names of patients, is
/// hidden unless `showPatient`; extensions are counted, never shown.
/// @throws Error NotFound, Io, InvalidInput
std::vector<HeaderField> listNiftiHeader(const std::filesystem::path& path, bool showPatient);

} // namespace laurel
