#pragma once

#include "laurel/imaging/header_field.h"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace laurel {

/// Whether an attribute may tell who a patient is: those that the Basic Application Level
/// Confidentiality Profile removes or replaces (PS3.15 2024b, Table E.1-1; curves and overlays of
/// every group too), every attribute of group 0010, every name of a person (VR PN), and every
/// private one.
/// @param vr of two letters
bool isIdentifying(std::uint16_t group, std::uint16_t element, std::string_view vr) noexcept;

/// The attributes of one DICOM file up to its pixels, sequences with their items, at most 20000.
/// Values of identifying ones are hidden unless `showPatient`; private ones are named by number
/// and hidden always. Text is converted from the file's character set.
/// @throws Error NotFound, Io; InvalidInput where the file is not DICOM
std::vector<HeaderField> listDicomHeader(const std::filesystem::path& file, bool showPatient);

} // namespace laurel
