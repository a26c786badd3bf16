#pragma once

#include "laurel/imaging/header_field.h"

#include <filesystem>
#include <vector>

namespace laurel {

/// The header of a NIfTI, NRRD or MetaImage file, for people to read. What may hold a patient's
/// name, free text and fields that the format does not define, is hidden unless `showPatient`.
/// @throws Error NotFound, Io, InvalidInput; Unsupported for other formats
std::vector<HeaderField> listHeader(const std::filesystem::path& path, bool showPatient);

} // namespace laurel
